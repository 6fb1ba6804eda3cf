-- dim_dates: the calendar, from the first to the last day with an event.
-- kind: view
-- grain: one row per day
-- key: date_day
-- inputs: silver_sighting_days
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

with bounds as (

    select
        min(event_date) as first_date,
        max(event_date) as last_date
    from silver_sighting_days
    where kind = 'platform'

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
