SELECT beak_length, beak_depth
FROM penguins
WHERE beak_length IS NOT NULL
