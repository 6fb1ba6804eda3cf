-- changed_moments: moments whose sessions may change.
-- kind: scope
-- grain: one row per event of a visitor that comes or is taken back, and per purchase event of a touched transaction
-- key: event_id
-- inputs: new_events, fct_events, bot_days, retracted_events, transaction_purchases
-- chooses: rows
-- owner: growth
--
-- A new purchase can move an order to another session, so that every session in which the
-- order was bought is touched. What the back office tells (profiles, subscriptions, payments)
-- changes none. Nor do events of a day that is a bot's, and was; one that becomes a bot's, or is one no
-- more, changes all of its own.

-- What a setting asks for stands between conditions, which the linter takes for a wrong indent, or
-- for something that nobody reads.
-- noqa: disable=LT02,ST11

select
    new_events.event_id,
    new_events.visitor_id,
    new_events.platform as platform_id,
    new_events.event_at,
    new_events.event_date
from new_events
{%- if sessions.max_daily_events %}
left join bot_days
    on
        new_events.visitor_id = bot_days.visitor_id
        and new_events.event_date = bot_days.event_date
        and bot_days.is_bot
        and bot_days.was_bot
{%- endif %}
where
    new_events.visitor_id is not null
    and not {{ is_back_office('new_events.event_name') }}
    {%- if sessions.max_daily_events %}
    and (bot_days.visitor_id is null or new_events.event_name = 'refund')

union

select
    fct_events.event_id,
    fct_events.visitor_id,
    fct_events.platform_id,
    fct_events.event_at,
    fct_events.event_date
from fct_events
inner join bot_days
    on
        fct_events.visitor_id = bot_days.visitor_id
        and fct_events.event_date = bot_days.event_date
where
    {{ on_dates('fct_events.event_date', 'bot_days.event_date') }}
    and {{ is_visit('fct_events.event_name') }}
    and bot_days.is_bot <> bot_days.was_bot
    {%- endif %}

union

select
    event_id,
    visitor_id,
    platform_id,
    event_at,
    event_date
from transaction_purchases
where visitor_id is not null
{%- if takes_back() %}

union

select
    event_id,
    visitor_id,
    platform_id,
    event_at,
    event_date
from retracted_events
where visitor_id is not null and not {{ is_back_office('event_name') }}
{%- endif %}
