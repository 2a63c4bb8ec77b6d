<?php
/**
 * Renders the block on a page.
 *
 * @package Vibedasher
 *
 * @var array $attributes As stored.
 */

defined( 'ABSPATH' ) || exit;

// The HTML is already escaped.
echo Vibedasher\render_block( $attributes ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped
