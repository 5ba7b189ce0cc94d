import { z } from 'zod';

const text = z.string();
const service = z.looseObject({ service: text, text });
const call = z.looseObject({ uniq: text, duration: z.int(), source: text, link: text, phone: z.union([text, z.number()]) });
const sms = z.looseObject({ text, phone: text });

/** What each kind of note that can be written must say (facts/amocrm.md §7.1). */
export const NOTE_PARAMS: Record<string, z.ZodType> = {
  common: z.looseObject({ text }),
  service_message: service,
  extended_service_message: service,
  call_in: call,
  call_out: call,
  sms_in: sms,
  sms_out: sms,
  message_cashier: z.looseObject({ status: z.enum(['created', 'shown', 'canceled']), text }),
  geolocation: z.looseObject({ text, address: text, longitude: text, latitude: text }),
  attachment: z.looseObject({ file_uuid: text, file_name: text }),
};
