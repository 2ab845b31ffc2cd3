import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { errors } from 'oidc-provider';
import { AuthError } from '../http/auth-error.js';
import { ProviderMount } from '../provider/provider-mount.js';
import { Applications } from '../clients/applications.js';

/** A sign-in that an application has asked for and that this browser has begun. */
export interface SignInRequest {
  /** Path of the page. */
  readonly action: string;
  /** Name of the application. */
  readonly application: string;
  readonly redirectUri: string;
  /** What oidc-provider wants of the person: `login` or `consent`. */
  readonly prompt: string;
}

/** Finds the sign-in that a request belongs to, by the cookie of the browser. */
@Injectable()
export class SignInRequests {
  constructor(
    @Inject(ProviderMount) private readonly mount: ProviderMount,
    @Inject(Applications) private readonly applications: Applications,
  ) {}

  /** @throws AuthError 400 where this browser has begun no such sign-in, or too long ago */
  async find(request: Request, response: Response): Promise<SignInRequest> {
    const { uid, params, prompt } = await this.#details(request, response);
    if (uid !== request.params['uid']) throw expired();
    const clientId = String(params['client_id']);
    const application = await this.applications.find(clientId);
    return {
      action: `/sign-in/${uid}`,
      application: application?.name ?? clientId,
      redirectUri: String(params['redirect_uri']),
      prompt: prompt.name,
    };
  }

  async #details(request: Request, response: Response) {
    try {
      return await this.mount.provider.interactionDetails(request, response);
    } catch (error) {
      if (error instanceof errors.SessionNotFound) throw expired();
      throw error;
    }
  }
}

function expired(): AuthError {
  return new AuthError({
    status: 400,
    code: 'AUTH_SIGN_IN_EXPIRED',
    detail:
      'This sign-in has expired, or was begun in another browser. Go back to the application and begin again.',
  });
}
