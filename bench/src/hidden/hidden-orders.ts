/** Orders of organizations that the caller does not belong to. */
export const HIDDEN_ORDERS: readonly string[] = ['order-101', 'order-102', 'order-103'];
/** Orders that there are not; their ids are as long. */
export const ABSENT_ORDERS: readonly string[] = ['ordex-101', 'ordex-102', 'ordex-103'];
/** The environment variable that carries the option `hiddenAnswerMs`. */
export const PERIOD_VARIABLE = 'BENCH_HIDDEN_ANSWER_MS';
/** The environment variable that says how many tuples each hidden order has. */
export const TUPLES_VARIABLE = 'BENCH_HIDDEN_TUPLES';
