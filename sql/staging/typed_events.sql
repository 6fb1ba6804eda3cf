-- typed_events: the accepted lines of the batches at hand, as the reader typed them.
-- kind: scope
-- grain: one row per accepted line
-- key: line_key
-- inputs: batch_parts, loaded_lines, line_messages
-- owner: engineering
--
-- The traffic source is as the event names it; what page and referrer show is told in Silver, whose
-- settings decide it. Lines that a replay finds loaded stay out. A cost is of no person, whomever
-- its event names.

with lines as (

    select *
    from
        read_json(
            getvariable('event_parts'),
            format = 'newline_delimited',
            maximum_object_size = 134217728,
            filename = 'path',
            columns = {
                line_number: 'BIGINT',
                event_id: 'VARCHAR',
                event_name: 'VARCHAR',
                event_us: 'BIGINT',
                user_pseudo_id: 'VARCHAR',
                user_id: 'VARCHAR',
                platform: 'VARCHAR',
                producer_event_id: 'VARCHAR',
                ga_session_id: 'VARCHAR',
                page_location: 'VARCHAR',
                page_title: 'VARCHAR',
                page_referrer: 'VARCHAR',
                source: 'VARCHAR',
                medium: 'VARCHAR',
                campaign: 'VARCHAR',
                device_category: 'VARCHAR',
                country: 'VARCHAR',
                experiment_id: 'VARCHAR',
                coupon: 'VARCHAR',
                currency: 'VARCHAR',
                payment_type: 'VARCHAR',
                transaction_id: 'VARCHAR',
                value: 'DECIMAL(18, 4)',
                tax: 'DECIMAL(18, 4)',
                shipping: 'DECIMAL(18, 4)',
                checkout_step: 'BIGINT',
                installments: 'BIGINT',
                clicks: 'BIGINT',
                impressions: 'BIGINT',
                reported_us: 'BIGINT',
                segment: 'VARCHAR',
                plan_id: 'VARCHAR',
                subscription_id: 'VARCHAR',
                interval: 'VARCHAR',
                payment_id: 'VARCHAR',
                invoice_id: 'VARCHAR',
                status: 'VARCHAR',
                failure_code: 'VARCHAR',
                items: 'STRUCT(
                    item_position INTEGER,
                    item_id VARCHAR,
                    item_name VARCHAR,
                    item_brand VARCHAR,
                    item_variant VARCHAR,
                    item_category VARCHAR,
                    item_category2 VARCHAR,
                    item_category3 VARCHAR,
                    item_category4 VARCHAR,
                    item_category5 VARCHAR,
                    item_list_id VARCHAR,
                    item_list_name VARCHAR,
                    item_list_index BIGINT,
                    is_list_inferred BOOLEAN,
                    price DECIMAL(18, 4),
                    quantity DECIMAL(18, 4),
                    item_revenue DECIMAL(18, 4),
                    currency VARCHAR,
                    discount DECIMAL(18, 4),
                    discount_value DECIMAL(18, 4),
                    coupon VARCHAR,
                    promotion_id VARCHAR,
                    promotion_name VARCHAR,
                    creative_name VARCHAR,
                    creative_slot VARCHAR,
                    affiliation VARCHAR,
                    location_id VARCHAR,
                    discount_codes VARCHAR[],
                    total_price DECIMAL(18, 4),
                    installments BIGINT,
                    installment_price DECIMAL(18, 4),
                    is_in_stock BOOLEAN,
                    extra VARCHAR
                )[]',
                extra: 'VARCHAR',
                warnings: 'VARCHAR[]',
                identity_key: 'VARCHAR',
                filled_fields: 'BIGINT'
            }
        )

),

keyed_lines as (

    select
        lines.*,
        batch_parts.batch_id,
        batch_parts.ingested_at,
        batch_parts.first_key + lines.line_number as line_key
    from lines
    inner join batch_parts on lines.path = batch_parts.path

),

named_lines as (

    select
        keyed_lines.*,
        line_messages.message_id
    from keyed_lines
    left join line_messages on keyed_lines.line_key = line_messages.line_key
    where keyed_lines.line_key not in (select loaded_lines.line_key from loaded_lines)

),

typed as (

    select
        *,
        make_timestamp(event_us) as event_at,
        make_timestamp(reported_us) as reported_at,
        case when event_name <> 'marketing_cost' then coalesce(user_pseudo_id, user_id) end
            as visitor_id
    from named_lines

)

select
    event_id,
    event_name,
    event_at,
    {{ date_of('event_at') }} as event_date,
    visitor_id,
    user_pseudo_id,
    user_id,
    platform,
    producer_event_id,
    ga_session_id,
    page_location,
    page_title,
    page_referrer,
    source,
    medium,
    campaign,
    device_category,
    country,
    experiment_id,
    coupon,
    currency,
    payment_type,
    transaction_id,
    value,
    tax,
    shipping,
    checkout_step,
    installments,
    clicks,
    impressions,
    reported_at,
    segment,
    plan_id,
    subscription_id,
    interval,
    payment_id,
    invoice_id,
    status,
    failure_code,
    coalesce(items, []) as items,
    extra,
    coalesce(warnings, []) as warnings,
    identity_key,
    filled_fields,
    batch_id,
    line_number,
    line_key,
    message_id,
    ingested_at
from typed
