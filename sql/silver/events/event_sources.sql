-- event_sources: where new events say, or show, that their visitors came from.
-- kind: scope
-- grain: one row per new event that names a traffic source
-- key: event_id
-- inputs: new_events, retold_events
-- owner: growth
--
-- An event's own words count first, then its page's `utm_` parameters, then a click id, then a
-- referrer from another site. With `traffic.click_ids` = `before_utm` a click id tells source and
-- medium before `utm_` does; it always does where `utm_` names no source. `(direct)`, `(none)` and
-- `(not set)` name nothing. A parameter that cannot be decoded stays as it is written.
--
-- A referrer says nothing where its host is the page's, a domain above or below it, or one of
-- `traffic.own_sites` and `traffic.ignored_referrers`, or below one of these.

{# A name of traffic, unless it says that there is none, which begins with a bracket. #}
{%- macro named(name) -%}
    case
        when substring({{ name }}, 1, 1) <> '(' then {{ name }}
        when {{ lower_az(name) }} not in ('(direct)', '(none)', '(not set)') then {{ name }}
    end
{%- endmacro %}

with events as (

    select
        event_id,
        source,
        medium,
        campaign,
        page_location,
        page_referrer
    from new_events
    {%- if takes_back() %}

    union all

    select
        event_id,
        source,
        medium,
        campaign,
        page_location,
        page_referrer
    from retold_events
    {%- endif %}

),

written as (

    select
        event_id,
        {{ named('source') }} as given_source,
        {{ named('medium') }} as given_medium,
        {{ named('campaign') }} as given_campaign,
        {{ parameter_of('page_location', 'utm_source') }} as utm_source,
        {{ parameter_of('page_location', 'utm_medium') }} as utm_medium,
        {{ parameter_of('page_location', 'utm_campaign') }} as utm_campaign,
        {{ click_id_of('page_location') }} as click_id,
        {{ host_of('page_referrer') }} as referrer_host,
        case when page_referrer is not null then {{ host_of('page_location') }} end as page_host
    from events
    where coalesce(source, medium, campaign, page_location, page_referrer) is not null

),

clues as (

    select
        event_id,
        given_source,
        given_medium,
        given_campaign,
        {{ named('utm_source') }} as utm_source,
        {{ named('utm_medium') }} as utm_medium,
        {{ named('utm_campaign') }} as utm_campaign,
        case click_id
            when 'msclkid' then 'bing'
            when 'fbclid' then 'facebook'
            when 'ttclid' then 'tiktok'
            else case when click_id is not null then 'google' end
        end as click_source,
        case
            when click_id in ('fbclid', 'ttclid') then 'social'
            when click_id is not null then 'cpc'
        end as click_medium,
        case
            when
                referrer_host is not null
                and not coalesce(
                    {{ lies_in('referrer_host', 'page_host') }}
                    or {{ lies_in('page_host', 'referrer_host') }},
                    false
                )
                {%- for site in traffic.own_sites + traffic.ignored_referrers %}
                and not {{ lies_in('referrer_host', text(site)) }}
                {%- endfor %}
                then referrer_host
        end as referrer
    from written

),

told as (

    select
        *,
        case
            when coalesce(given_source, given_medium, given_campaign) is not null then 'given'
            when
                click_source is not null
                and {{ 'true' if traffic.click_ids == 'before_utm' else 'utm_source is null' }}
                then 'click'
            when coalesce(utm_source, utm_medium, utm_campaign) is not null then 'utm'
            when referrer is not null then 'referrer'
        end as told_by
    from clues

)

select
    event_id,
    case told_by
        when 'given' then given_source
        when 'click' then click_source
        when 'utm' then utm_source
        else referrer
    end as source,
    case told_by
        when 'given' then given_medium
        when 'click' then click_medium
        when 'utm' then utm_medium
        else 'referral'
    end as medium,
    case when told_by = 'given' then given_campaign else utm_campaign end as campaign
from told
where told_by is not null
