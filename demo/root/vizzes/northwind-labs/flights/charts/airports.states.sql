SELECT 'Feature' AS type, geometry
FROM us_states
