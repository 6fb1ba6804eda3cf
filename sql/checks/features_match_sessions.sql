-- features_match_sessions: every session has its features, and no features lack a session
-- when: batch
-- severity: fail

with sessions as (

    select silver_user_sessions.session_id
    from silver_user_sessions
    where {{ touched('silver_user_sessions') }}

),

features as (

    select silver_session_features.session_id
    from silver_session_features
    where {{ touched('silver_session_features') }}

)

select
    sessions.session_id,
    features.session_id as features_session_id
from sessions
full join features on sessions.session_id = features.session_id
where sessions.session_id is null or features.session_id is null
