-- Each event once.
{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='event_id') }}

select
    * exclude (items),
    len(items) as item_count,
    cast(event_at as date) as event_date
from {{ ref('stg_events') }}
