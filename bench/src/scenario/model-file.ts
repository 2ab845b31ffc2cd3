/** The relationship model of the sample, which every contestant that asks for relationships uses. */
export const MODEL_FILE = new URL('../../../apps/orders/order-model.fga', import.meta.url);
