import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { COMPANY_ID, TOKEN } from '../world/state.ts';
import { badRequest, forbidden, unauthorized } from './errors.ts';
import { input, int, read } from './input.ts';

/** The token in the header, the query or the body: any one of them (facts/pact.md §1.2). */
export const requireToken: RequestHandler = (request, _response, next) => {
  mustBeOurs(request.get('x-private-api-token') ?? input(request)['private_api_token']);
  next();
};

/** v1 knows header and query only. */
export const requireTokenV1: RequestHandler = (request, _response, next) => {
  mustBeOurs(request.get('x-private-api-token') ?? request.query['private_api_token']);
  next();
};

function mustBeOurs(token: unknown): void {
  if (token === undefined || token === '') throw unauthorized('No token provided');
  if (token !== TOKEN) throw unauthorized('Invalid token');
}

/** `company_id` must come with almost every call; another company's is not ours to see. */
export const requireCompany: RequestHandler = (request, _response, next) => {
  if (input(request)['company_id'] === undefined) throw badRequest('company_id: is required');
  allowCompany(read(request, z.object({ company_id: int })).company_id);
  next();
};

export function requireCompanyInPath(request: Request): void {
  allowCompany(Number(request.params['companyId']));
}

export function allowCompany(companyId: number): void {
  if (companyId !== COMPANY_ID) throw forbidden(`Company ${companyId} is not available to this token`);
}
