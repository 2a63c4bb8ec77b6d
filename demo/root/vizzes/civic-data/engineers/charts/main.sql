SELECT 'Feature' AS type, geometry, state, engineer_share, population
FROM us_states
