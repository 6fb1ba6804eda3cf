-- The lines of one batch, typed. What cannot be read is gone, and so is a line that repeats an id.
{{ config(materialized='table') }}

select distinct on (event_id)
    event_id,
    event_name,
    make_timestamp(event_timestamp) as event_at,
    coalesce(user_pseudo_id, user_id) as visitor_id,
    * exclude (event_id, event_name, event_timestamp, traffic_source),
    traffic_source.source,
    traffic_source.medium,
    traffic_source.campaign
from read_json(
    '{{ var("lines") }}',
    format = 'newline_delimited',
    ignore_errors = true,
    columns = {
        event_id: 'VARCHAR', event_name: 'VARCHAR', event_timestamp: 'BIGINT',
        user_pseudo_id: 'VARCHAR', user_id: 'VARCHAR', ga_session_id: 'VARCHAR',
        platform: 'VARCHAR', device_category: 'VARCHAR', country: 'VARCHAR',
        traffic_source: 'STRUCT(source VARCHAR, medium VARCHAR, campaign VARCHAR)',
        page_location: 'VARCHAR', page_title: 'VARCHAR', currency: 'VARCHAR',
        value: 'DECIMAL(18, 4)', transaction_id: 'VARCHAR',
        items: 'STRUCT(item_id VARCHAR, item_name VARCHAR, item_brand VARCHAR,
            item_category VARCHAR, price DECIMAL(18, 4), quantity DECIMAL(18, 4),
            item_list_id VARCHAR, item_list_name VARCHAR, item_list_index BIGINT,
            discount_value DECIMAL(18, 4), installments BIGINT, in_stock BOOLEAN)[]'
    }
)
where event_id is not null and event_name is not null and event_timestamp is not null
