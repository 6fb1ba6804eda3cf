-- dim_dates: the calendar, from the first to the last day with an event.
-- kind: replace
-- grain: one row per day
-- key: date_day
-- scope: everything
-- inputs: new_events
-- before: dim_dates (date_day date)
-- owner: growth
-- columns:
--   date_day: the day
--   year_number: calendar year
--   quarter_number: quarter, 1 to 4
--   month_number: month, 1 to 12
--   week_number: week of the year, 1 to 53, as ISO 8601 counts
--   day_of_month: day of the month, 1 to 31
--   weekday_number: day of the week, 1 to 7; Monday is 1
--   is_weekend: Saturday or Sunday

with known as (

    select date_day
    from dim_dates

    union all

    select event_date as date_day
    from new_events

),

bounds as (

    select
        min(date_day) as first_date,
        max(date_day) as last_date
    from known

),

days as (

    select {{ days_from_to('first_date', 'last_date') }}
    from bounds
    where first_date is not null

)

select
    date_day,
    cast(extract(year from date_day) as integer) as year_number,
    cast(extract(quarter from date_day) as integer) as quarter_number,
    cast(extract(month from date_day) as integer) as month_number,
    {{ week_of('date_day') }} as week_number,
    cast(extract(day from date_day) as integer) as day_of_month,
    {{ weekday_of('date_day') }} as weekday_number,
    {{ weekday_of('date_day') }} >= 6 as is_weekend
from days
