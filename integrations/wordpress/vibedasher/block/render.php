<?php
/**
 * The block on a page.
 *
 * @package Vibedasher
 *
 * @var array $attributes As stored.
 */

defined( 'ABSPATH' ) || exit;

// Escaped where it is made.
echo Vibedasher\render_block( $attributes ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped
