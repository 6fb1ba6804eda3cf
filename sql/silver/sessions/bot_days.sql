-- bot_days: days of a visitor with more events than a person has, now or before this batch.
-- kind: scope
-- grain: one row per visitor and day
-- key: visitor_id, event_date
-- inputs: fct_events, new_events, retracted_events, transaction_purchases
-- chooses: rows
-- setting: sessions.max_daily_events
-- owner: growth
--
-- A visitor's day is looked at where the batch brings or takes back an event of it, or touches a
-- purchase of it. What the back office tells, and refunds, do not count.

with changes as (

    select
        visitor_id,
        event_date,
        case when {{ is_visit('event_name') }} then 1 else 0 end as more
    from new_events
    where visitor_id is not null

    union all

    select
        visitor_id,
        event_date,
        0 as more
    from transaction_purchases
    where visitor_id is not null
    {%- if takes_back() %}

    union all

    select
        visitor_id,
        event_date,
        case when {{ is_visit('event_name') }} then -1 else 0 end as more
    from retracted_events
    where visitor_id is not null
    {%- endif %}

),

changed_days as (

    select
        visitor_id,
        event_date,
        sum(more) as more
    from changes
    group by visitor_id, event_date

),

counts as (

    select
        fct_events.visitor_id,
        fct_events.event_date,
        count(*) as event_count
    from fct_events
    inner join changed_days
        on
            fct_events.visitor_id = changed_days.visitor_id
            and fct_events.event_date = changed_days.event_date
    where
        {{ on_dates(
            'fct_events.event_date',
            'new_events.event_date',
            'retracted_events.event_date',
            'transaction_purchases.event_date',
        ) }}
        and {{ is_visit('fct_events.event_name') }}
    group by fct_events.visitor_id, fct_events.event_date

),

days as (

    select
        changed_days.visitor_id,
        changed_days.event_date,
        coalesce(counts.event_count, 0) > {{ sessions.max_daily_events or 0 }} as is_bot,
        coalesce(counts.event_count, 0) - changed_days.more > {{ sessions.max_daily_events or 0 }}
            as was_bot
    from changed_days
    left join counts
        on
            changed_days.visitor_id = counts.visitor_id
            and changed_days.event_date = counts.event_date

)

select
    visitor_id,
    event_date,
    is_bot,
    was_bot
from days
where {{ 'true' if sessions.max_daily_events else 'false' }} and (is_bot or was_bot)
