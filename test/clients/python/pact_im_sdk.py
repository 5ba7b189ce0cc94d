"""pact-im, Pact's own SDK: API v1 from companies to delivered jobs."""
import io
import json
import os

from pact_im import PactClient
from pact_im.exceptions import PactNotFound, PactUnauthorized

BASE = "http://" + os.environ["HOST"] + "/p1/"
pact = PactClient("local-pact-token", base_url=BASE)

companies = pact.companies.get_companies()
company = companies.companies[0].external_id
pact.companies.update_company(company, name="Санаторий", webhook_url=os.environ["RECEIVER"])
second = pact.companies.create_company("Филиал", phone="79000000099")
channels = pact.channels.get_channels(company)
channel = channels.channels[0].external_id
conversations = pact.conversations.get_conversations(company, per=1)
opened = pact.conversations.create_conversation(company, "79001112277").conversation
detail = pact.conversations.get_detail(company, opened.external_id).conversation
attachment = pact.attachment.upload_file(company, opened.external_id, file=io.BytesIO("Прайс".encode()))
job = pact.messages.send_message(company, opened.external_id, "Здравствуйте!", attachment)
delivered = pact.jobs.get_job(company, channel, job.id)
messages = pact.messages.get_messages(company, opened.external_id)
try:
    pact.conversations.get_detail(company, 1)
    missing = "found"
except PactNotFound as error:
    missing = str(error)
try:
    PactClient("stolen", base_url=BASE).companies.get_companies()
    stranger = "in"
except PactUnauthorized as error:
    stranger = str(error)

print(json.dumps({
    "company": companies.companies[0].dict(),
    "second": second,
    "channels": [[one.external_id, str(one.provider)] for one in channels.channels],
    "page": [[one.sender_external_id for one in conversations.conversations], conversations.next_page is not None],
    "opened": [opened.external_id == detail.external_id, detail.channel_type, detail.sender_external_id, detail.created_at_timestamp > 0],
    "job": [job.state, job.message_id, job.conversation_id == opened.external_id],
    "delivered": [delivered.state, delivered.is_delivered, delivered.details],
    "messages": [[one.message, one.income, [part["external_id"] for part in one.attachments] == [attachment]] for one in messages.messages],
    "missing": missing,
    "stranger": stranger,
}))
