import type { Type } from '@nestjs/common';
import { SubjectsController } from './subjects.controller.js';
import { TokensController } from './tokens.controller.js';

/** What the option `management` serves below `/zero-trust`. */
export const MANAGEMENT_CONTROLLERS: Type[] = [SubjectsController, TokensController];
