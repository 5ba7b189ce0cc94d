"""amocrm-api-wrapper: a refreshed token, then batches of contacts, leads, notes and tasks."""
import json
import os

from amocrm_api import AmoOAuthClient
from amocrm_api.errors import AmoException

RECEIVER = os.environ["RECEIVER"]
client = AmoOAuthClient(
    "expired",
    os.environ["REFRESH_TOKEN"],
    "http://" + os.environ["HOST"],
    "local-client",
    "local-secret",
    "https://estafeta.local/oauth/amocrm",
)
client.update_tokens()

account = client.get_account_info(with_task_types=True, with_datetime_settings=True)
pipelines = client.get_pipelines()
pipeline = pipelines["_embedded"]["pipelines"][0]["id"]
status = client.get_pipeline_status(pipeline, 142)
users = client.get_users(limit=2)
found = client.get_contacts(with_params=["leads"], filters={"id": 53000013})
contact = client.create_contacts([{"name": "Лев Зимин", "custom_fields_values": [{"field_code": "PHONE", "values": [{"value": "+79001112255", "enum_code": "MOB"}]}]}])
contact_id = contact["_embedded"]["contacts"][0]["id"]
client.update_contacts([{"id": contact_id, "first_name": "Лев", "last_name": "Летов"}])
lead_id = client.create_leads([{"name": "С сайта", "price": 5}])["_embedded"]["leads"][0]["id"]
client.link_leads_entity(lead_id, [{"to_entity_id": contact_id, "to_entity_type": "contacts"}])
links = client.get_leads_links(lead_id)
client.update_leads([{"id": lead_id, "status_id": 70000003, "price": 777}])
note = client.create_entity_note("leads", [{"note_type": "common", "params": {"text": "Перезвонить"}}], lead_id)
notes = client.get_notes_by_entity_type_and_entity_id("leads", lead_id)
task = client.add_tasks([{"text": "Написать", "complete_till": 1900000000, "entity_id": lead_id, "entity_type": "leads"}])
task_id = task["_embedded"]["tasks"][0]["id"]
client.execution_task(task_id, True, "Написали")
done = client.get_task(task_id)
events = client.get_events(limit=100, filter_by_type="lead_status_changed,task_completed")
page = client.get_leads(limit=5, page=2, filters={"updated_at__from": 1}, filter_ids=None, order={"id": "desc"})
nobody = client.get_lead(1)
unsorted = client.get_unsorted_leads()
form = client.accept_unsorted(unsorted["_embedded"]["unsorted"][0]["uid"], 9500001, 70000002)
subscribed = client.subscribe_webhook(RECEIVER, ["status_lead"])
webhooks = client.get_webhooks()
try:
    client.create_leads([{"name": "Плохая", "status_id": 5}])
    refused = "created"
except AmoException as error:
    refused = [error.code, error.error_data["validation-errors"][0]["errors"][0]["code"]]

print(json.dumps({
    "token": [client.access_token.count("."), client.refresh_token != os.environ["REFRESH_TOKEN"]],
    "account": [account["subdomain"], account["_embedded"]["datetime_settings"]["timezone"]],
    "status": status["name"],
    "users": [len(users["_embedded"]["users"]), users["_total_items"], users["_page_count"]],
    "found": [one["id"] for one in found["_embedded"]["contacts"]],
    "ids": {"lead": lead_id, "contact": contact_id},
    "links": [one["to_entity_id"] for one in links["_embedded"]["links"]],
    "notes": [one["params"]["text"] for one in notes["_embedded"]["notes"]],
    "done": [done["is_completed"], done["result"]],
    "events": [one["type"] for one in events["_embedded"]["events"] if one["entity_id"] in (lead_id, task_id)],
    "page": [one["id"] for one in page["_embedded"]["leads"]],
    "nobody": nobody,
    "accepted": form["_embedded"]["leads"][0]["id"],
    "webhooks": [subscribed["settings"], [one["destination"] == RECEIVER for one in webhooks["_embedded"]["webhooks"]]],
    "refused": refused,
}))
