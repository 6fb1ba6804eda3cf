-- currencies_have_rates: a currency that is not the reporting one has a rate (1 is used if not)
-- when: batch
-- severity: warn

select
    fct_events.currency,
    count(*) as events
from fct_events
where
    {{ touched('fct_events') }}
    and fct_events.currency not in (
        {{ texts([currency.reporting] + currency.rates | list) }}
    )
group by fct_events.currency
