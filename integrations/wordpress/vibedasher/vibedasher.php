<?php
/**
 * Plugin Name:       Vibedasher
 * Plugin URI:        https://github.com/vibedasher/embed
 * Description:       Put published Vibedasher charts into posts: a block, a shortcode, or a pasted address.
 * Version:           0.1.0
 * Requires at least: 6.5
 * Requires PHP:      7.4
 * Author:            Vibedasher
 * License:           MIT
 * License URI:       https://opensource.org/license/mit
 * Text Domain:       vibedasher
 * Domain Path:       /languages
 *
 * @package Vibedasher
 */

namespace Vibedasher;

defined( 'ABSPATH' ) || exit;

const PLUGIN_FILE = __FILE__;

require __DIR__ . '/includes/settings.php';
require __DIR__ . '/includes/assets.php';
require __DIR__ . '/includes/attributes.php';
require __DIR__ . '/includes/chart.php';

add_action( 'init', __NAMESPACE__ . '\register' );

/** Registers the block, the shortcode, and the handler for pasted addresses of charts. */
function register() {
	load_plugin_textdomain( 'vibedasher', false, basename( __DIR__ ) . '/languages' );
	register_assets();
	register_block_type( __DIR__ . '/block' );
	wp_set_script_translations( EDITOR_SCRIPT, 'vibedasher', __DIR__ . '/languages' );
	add_shortcode( 'vibedasher', __NAMESPACE__ . '\render_shortcode' );
	wp_embed_register_handler( 'vibedasher', address_pattern(), __NAMESPACE__ . '\render_address' );
}
