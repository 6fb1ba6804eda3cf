"""Names of columns, by the field that they are likely to be: without case and marks, German too."""

_NAMES = {
    "event_name": "eventname event eventtype action ereignis aktion vorgang type name",
    "event_timestamp": (
        "eventtimestamp originaltimestamp timestamp eventtime time ts createdat occurredat datetime"
        " date orderdate day zeitstempel zeitpunkt datumuhrzeit bestelldatum kaufdatum erstelltam"
        " datum tag"
    ),
    "event_id": "eventid messageid insertid ereignisid",
    "user_pseudo_id": "userpseudoid clientid anonymousid visitorid deviceid cookieid besucherid",
    "user_id": (
        "userid customerid memberid kundennummer kundennr kundenid benutzerid customeremail"
        " useremail email"
    ),
    "platform": "platform plattform",
    "ga_session_id": "gasessionid sessionid sitzungsid",
    "page_location": "pagelocation pageurl url location landingpage seitenurl",
    "page_title": "pagetitle title seitentitel",
    "page_referrer": "pagereferrer referrer referer referringsite",
    "source": "source utmsource trafficsource quelle",
    "medium": "medium utmmedium",
    "campaign": "campaign utmcampaign campaignname kampagne kampagnenname",
    "country": "country geocountry countrycode land lieferland",
    "device_category": "devicecategory devicetype device gerät gerätetyp",
    "experiment_id": "experimentid",
    "transaction_id": (
        "transactionid orderid ordernumber bestellnummer bestellnr auftragsnummer auftragsnr"
        " rechnungsnummer belegnummer"
    ),
    "value": (
        "value revenue total ordertotal amount purchaserevenue cost spend betrag gesamtbetrag"
        " bruttobetrag umsatz summe gesamtsumme bestellwert"
    ),
    "tax": "tax totaltax mwst ust steuer",
    "shipping": "shipping shippingcost versandkosten versand",
    "currency": "currency currencycode währung waehrung",
    "coupon": "coupon couponcode discountcode gutschein gutscheincode",
    "payment_type": "paymenttype paymentmethod zahlungsart zahlart",
    "checkout_step": "checkoutstep",
    "installments": "installments raten",
}
#: What reports of advertising call the same, or something else.
_OF_COSTS = {
    "event_timestamp": f"date day tag datum {_NAMES['event_timestamp']}",
    "source": f"{_NAMES['source']} platform plattform network netzwerk kanal channel anbieter",
    "value": "cost spend costs amountspent adspend kosten ausgaben werbekosten betrag amount value",
    "clicks": "clicks klicks",
    "impressions": "impressions impressionen impr",
    "reported_at": "reportedat fetchedat abgerufenam abrufdatum exportiertam berichtsdatum",
}
_ITEMS = {
    "item_id": "itemid productid sku id artikelnummer artikelnr produktid",
    "item_name": "itemname productname name title artikelname artikel produktname produkt",
    "item_brand": "itembrand brand vendor marke",
    "item_variant": "itemvariant variant varianttitle variante",
    "item_category": "itemcategory category kategorie",
    "quantity": "quantity qty menge anzahl",
    "price": "price itemprice unitprice preis einzelpreis stückpreis",
}


def _split(names: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {field: tuple(text.split()) for field, text in names.items()}


FIELDS = _split(_NAMES)
ITEMS = _split(_ITEMS)
AGENTS = ("useragent", "ua")
_NOT_OF_COSTS = ("event_name", "platform", "transaction_id", "tax", "shipping", "coupon")
COSTS = {
    name: names for name, names in (FIELDS | _split(_OF_COSTS)).items() if name not in _NOT_OF_COSTS
}
_COST_COLUMNS = {"cost", "costs", "spend", "amountspent", "adspend", "kosten", "werbekosten"}
_SEEN = {*COSTS["clicks"], *COSTS["impressions"]}


def are_of_costs(names: set[str]) -> bool:
    """Tell whether columns of these names are those of a report of what advertising cost."""
    is_event = bool(names.intersection(FIELDS["event_name"][:7]))
    return bool(names & _COST_COLUMNS and names & _SEEN) and not is_event


def plain(name: str) -> str:
    """Write a name without case, blanks and marks."""
    return "".join(filter(str.isalnum, name)).lower()
