/** One thing that is wrong with one element of a request (§1.7). */
export interface Problem {
  code: 'NotSupportedChoice' | 'FieldNotExpected' | 'FieldMissing' | 'InvalidType' | 'NotBlank' | 'InvalidValue' | 'TooMany';
  path: string;
  detail: string;
}
/** What is wrong with one element; `request_id` as sent, else the element's place. */
export interface ElementProblems {
  request_id: string;
  errors: Problem[];
}

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  422: 'Unprocessable Entity',
};

/** An answer of the API that is not a success: `application/problem+json`. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly status: number;
  readonly body: Record<string, unknown>;

  constructor(status: number, detail: string, more: Record<string, unknown> = {}) {
    super(detail);
    this.status = status;
    this.body = { ...more, title: TITLES[status] ?? 'Error', type: `https://httpstatus.es/${status}`, status, detail };
  }
}

export const unauthorized = (): ApiRefusal => new ApiRefusal(401, 'Неверный логин или пароль');

/** The shape of refused input. */
export function validationRefusal(elements: readonly ElementProblems[]): ApiRefusal {
  return new ApiRefusal(400, 'Request validation failed', { 'validation-errors': elements });
}

/** The shape of a broken business rule, keyed by the entity's id (§1.7). */
export function ruleRefusal(errors: Record<string, string>): ApiRefusal {
  return new ApiRefusal(400, 'Invalid request body', { errors });
}

/** A query or path that cannot be: refused like a body with one element. */
export function queryRefusal(path: string, detail = 'The value you selected is not a valid choice.'): ApiRefusal {
  return validationRefusal([{ request_id: '0', errors: [{ code: 'NotSupportedChoice', path, detail }] }]);
}
