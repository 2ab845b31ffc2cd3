import { Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { ZeroTrustStrategy } from './zero-trust.strategy.js';

/** Registers `AuthGuard('zero-trust')`. Import it beside `ZeroTrustModule`, whose verifier it uses. */
@Module({ imports: [PassportModule], providers: [ZeroTrustStrategy], exports: [PassportModule] })
export class ZeroTrustPassportModule {}
