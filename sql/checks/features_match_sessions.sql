-- features_match_sessions: every session has its features, and no features lack a session
-- when: batch
-- severity: fail

select
    silver_user_sessions.session_id,
    silver_session_features.session_id as features_session_id
from (
    select * from silver_user_sessions where {{ touched('silver_user_sessions') }}
) as silver_user_sessions
full join (
    select * from silver_session_features where {{ touched('silver_session_features') }}
) as silver_session_features
    on silver_user_sessions.session_id = silver_session_features.session_id
where
    silver_user_sessions.session_id is null
    or silver_session_features.session_id is null
