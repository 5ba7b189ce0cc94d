/** An answer of the token endpoint that is not a success: `application/json` with a `hint` (facts/amocrm.md §1.3). */
export class OAuthRefusal extends Error {
  override readonly name = 'OAuthRefusal';
  readonly status: number;
  readonly body: Record<string, unknown>;

  private constructor(status: number, hint: string, title: string, detail: string) {
    super(hint);
    this.status = status;
    this.body = { hint, title, type: 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson', status, detail };
  }

  static request(hint: string, status: 400 | 401 = 400): OAuthRefusal {
    return new OAuthRefusal(status, hint, 'Некорректный запрос', 'В запросе отсутствует ряд параметров или параметры невалидны');
  }

  static client(): OAuthRefusal {
    return new OAuthRefusal(401, 'Client authentication failed', 'Некорректный клиент', 'Авторизация клиента не прошла');
  }
}
