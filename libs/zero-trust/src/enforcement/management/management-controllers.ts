import type { Type } from '@nestjs/common';
import { DecisionsController } from './decisions.controller.js';
import { LifecycleController } from './lifecycle.controller.js';
import { PoliciesController } from './policies.controller.js';
import { ReportOnlyController } from './report-only.controller.js';
import { SubjectsController } from './subjects.controller.js';
import { TokensController } from './tokens.controller.js';

/** What the option `management` serves below `/zero-trust`. */
export const MANAGEMENT_CONTROLLERS: Type[] = [
  SubjectsController,
  TokensController,
  DecisionsController,
  PoliciesController,
  ReportOnlyController,
  LifecycleController,
];
