import { NO_CERTIFICATE, SELF_MADE_CERTIFICATE } from './certificates.js';
import type { TourStep } from './step.js';

const READ = { method: 'GET', path: '/v2/orders/12345' } as const;

/** Services that show a certificate instead of a token, at the TLS listener. */
export const certificateSteps: readonly TourStep[] = [
  {
    ...READ,
    who: 'its certificate',
    certificate: 'order-processor',
    promised: [{ status: 200 }],
    why: 'order-processor over TLS, by its certificate alone',
  },
  {
    ...READ,
    who: 'another certificate',
    certificate: 'inventory-reader',
    promised: [{ status: 404, code: 'ZT_NOT_FOUND' }],
    why: 'inventory-reader is of another organization, here as well',
  },
  {
    ...READ,
    who: 'no certificate',
    certificate: NO_CERTIFICATE,
    promised: [{ status: 0 }],
    why: 'the listener talks to nobody without one',
  },
  {
    ...READ,
    who: 'a self-made one',
    certificate: SELF_MADE_CERTIFICATE,
    promised: [{ status: 0 }],
    why: 'nor by the right name from an unknown authority',
  },
];
