-- nearby_refunds: refunds that may come to lie in a session that changes.
-- kind: scope
-- grain: one row per refund event
-- key: event_id
-- inputs: changed_moments, silver_purchase_events
-- chooses: rows
-- owner: growth
--
-- A refund belongs to the session that it follows within the gap, and to none before an event comes
-- that it follows.

select distinct
    silver_purchase_events.event_id,
    silver_purchase_events.event_date
from silver_purchase_events
inner join changed_moments
    on
        silver_purchase_events.visitor_id = changed_moments.visitor_id
        and silver_purchase_events.platform_id = changed_moments.platform_id
        and silver_purchase_events.event_at
        between changed_moments.event_at
        and changed_moments.event_at + interval '{{ sessions.gap_minutes }}' minute
where silver_purchase_events.event_name = 'refund'
