"""amocrm-api (Krukov): its models. It knows only https://{subdomain}.amocrm.ru, so it comes through a proxy."""
import json
from datetime import datetime, timedelta, timezone

from amocrm.v2 import Company, Contact, Event, Lead, Pipeline, Tag, Task, User, exceptions, filters, tokens
from amocrm.v2.account import AccountInteraction

tokens.default_token_manager(
    client_id="local-client",
    client_secret="local-secret",
    subdomain="shakhter",
    redirect_url="https://estafeta.local/oauth/amocrm",
    storage=tokens.MemoryTokensStorage(),
)
tokens.default_token_manager.init(code="local-code")

account = AccountInteraction().get(include=["task_types"])
pipeline = next(iter(Pipeline.objects.all()))
users = [user.name for user in User.objects.all()]
guest = Contact.objects.get(query="9000000003")

contact = Contact(name="Нина Белова")
contact.save()
company = Company(name="Профсоюз")
company.save()
contact.company = company
lead = Lead(name="Группа", price=90000)
lead.save()
lead = Lead.objects.get(object_id=lead.id)
lead.contacts.append(contact, main=True)
lead.status = "Проведена консультация"
lead.tags.append("группа")
lead.save()
lead.notes(text="Ждёт счёт").save()
lead.tasks.add(Task(text="Выставить счёт", complete_till=datetime(2030, 1, 2, 3, 4, tzinfo=timezone.utc)))
again = Lead.objects.get(object_id=lead.id)
task = next(iter(again.tasks))
task.is_completed = True
task.save()
notes = [note.text for note in again.notes.objects.all()]
paged = [one.id for one in Lead.objects.filter(filters=[filters.DateRangeFilter("created_at")(datetime(2020, 1, 1), datetime.now() + timedelta(days=1))])]
moved = [event.value_after["id"] for event in Event.objects.filter(filters=[filters.SingleFilter("type")("lead_status_changed")]) if event.entity_id == lead.id]
tags = [tag.name for tag in Tag.leads.all()]

try:
    Lead.objects.get(object_id=1)
    missing = "found"
except exceptions.NotFound:
    missing = "NotFound"
try:
    Lead(name="Плохая", price="дорого").save()
    refused = "saved"
except exceptions.ValidationError as error:
    refused = error.args[0]["validation-errors"][0]["errors"][0]["path"]

print(json.dumps({
    "account": [account["name"], account["subdomain"], len(account["_embedded"]["task_types"])],
    "pipeline": [pipeline.name, [status.name for status in pipeline.statuses][:2]],
    "users": users,
    "guest": [guest.id, guest.first_name, [one.id for one in guest.leads]],
    "ids": {"contact": contact.id, "company": company.id, "lead": lead.id},
    "lead": [again.price, again.status.name, [tag.name for tag in again.tags], [one.name for one in again.contacts]],
    "company": Contact.objects.get(object_id=contact.id).company.name,
    "task": [task.text, task.complete_till.isoformat(), Task.objects.get(object_id=task.id).is_completed],
    "notes": notes,
    "paged": len(paged),
    "moved": moved,
    "tags": tags,
    "missing": missing,
    "refused": refused,
}))
