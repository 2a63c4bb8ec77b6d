<?php
/**
 * The script and the stylesheet, with their hashes. Only pages with a chart load them.
 *
 * @package Vibedasher
 */

namespace Vibedasher;

defined( 'ABSPATH' ) || exit;

/** Handle of the script module and of the stylesheet. */
const HANDLE = 'vibedasher';

/** Handle that WordPress gives to the script named in block.json. */
const EDITOR_SCRIPT = 'vibedasher-viz-editor-script';

add_filter( 'wp_script_attributes', __NAMESPACE__ . '\script_attributes' );
add_filter( 'style_loader_tag', __NAMESPACE__ . '\style_tag', 10, 2 );
add_action( 'wp_enqueue_scripts', __NAMESPACE__ . '\enqueue_early' );
add_action( 'enqueue_block_editor_assets', __NAMESPACE__ . '\editor_settings' );
add_action( 'admin_notices', __NAMESPACE__ . '\missing_bundle_notice' );
foreach ( array( 'render_block', 'the_content', 'widget_text_content' ) as $filter ) {
	add_filter( $filter, __NAMESPACE__ . '\enqueue_for_tags', 100 );
}

/**
 * Returns the build's description of the bundle, or null if the plugin has no copy of the bundle.
 *
 * @return array{version: string, files: array<string, string>}|null Hashes by file name.
 */
function bundle() {
	static $bundle = false;
	if ( false === $bundle ) {
		$file   = plugin_dir_path( PLUGIN_FILE ) . 'cdn/integrity.json';
		$bundle = is_readable( $file ) ? wp_json_file_decode( $file, array( 'associative' => true ) ) : null;
	}
	return $bundle;
}

/**
 * Returns the URL and the hash of a file of the bundle.
 *
 * @param string $file `vibedasher.js` or `vibedasher.css`.
 * @return array{src: string, integrity: string}
 */
function asset( $file ) {
	$bundle = bundle();
	$hash   = $bundle['files'][ $file ];
	// The version in the URL prevents browsers from using a cached file of an older version.
	$src = 'cdn' === settings()['source']
		? 'https://cdn.jsdelivr.net/npm/@vibedasher/embed@' . $bundle['version'] . '/cdn/' . $file
		: plugins_url( 'cdn/' . $file, PLUGIN_FILE ) . '?ver=' . substr( md5( $hash ), 0, 8 );
	return array(
		'src'       => $src,
		'integrity' => $hash,
	);
}

/** Registers script and stylesheet. Their URLs already contain the version. */
function register_assets() {
	if ( bundle() ) {
		wp_register_script_module( HANDLE, asset( 'vibedasher.js' )['src'], array(), null );
		wp_register_style( HANDLE, asset( 'vibedasher.css' )['src'], array(), null );
	}
}

/** Enqueues script and stylesheet, except for an excerpt, which contains no chart. */
function enqueue_assets() {
	if ( bundle() && ! is_feed() && ! doing_filter( 'get_the_excerpt' ) ) {
		wp_enqueue_script_module( HANDLE );
		wp_enqueue_style( HANDLE );
	}
}

/** Makes classic themes load the stylesheet in the head, which they print before they render a post. */
function enqueue_early() {
	$post = is_singular() ? get_post() : null;
	if ( $post && ( has_block( 'vibedasher/viz', $post ) || has_shortcode( $post->post_content, 'vibedasher' ) ) ) {
		enqueue_assets();
	}
}

/**
 * Enqueues script and stylesheet if an author wrote the elements or `<div data-vibedasher-viz>` as HTML.
 *
 * @param string $html HTML of a post, a block or a widget.
 * @return string Unchanged.
 */
function enqueue_for_tags( $html ) {
	if ( preg_match( '/<vibedasher-(?:viz|table|dashboard|gallery)[\s>]|<div\s[^>]*\bdata-vibedasher-viz[\s=>]/', (string) $html ) ) {
		enqueue_assets();
	}
	return $html;
}

/**
 * Adds the hash to the script's tag, and the defaults for elements that do not set an API.
 *
 * @param array $attributes Attributes of a script tag.
 * @return array
 */
function script_attributes( $attributes ) {
	if ( ! isset( $attributes['id'] ) || HANDLE . '-js-module' !== $attributes['id'] ) {
		return $attributes;
	}
	$settings = settings();
	return array_merge(
		$attributes,
		array(
			'integrity'   => asset( 'vibedasher.js' )['integrity'],
			'crossorigin' => 'anonymous',
		),
		array_filter(
			array(
				'data-api-base' => $settings['api_base'],
				'data-region'   => $settings['region'],
			)
		)
	);
}

/**
 * Adds the hash to the stylesheet's tag.
 *
 * @param string $tag    The tag.
 * @param string $handle Handle of the stylesheet.
 * @return string
 */
function style_tag( $tag, $handle ) {
	if ( HANDLE !== $handle ) {
		return $tag;
	}
	$hash = sprintf( '<link integrity="%s" crossorigin="anonymous" ', esc_attr( asset( 'vibedasher.css' )['integrity'] ) );
	return str_replace( '<link ', $hash, $tag );
}

/** Passes the settings for charts to the editor's script. */
function editor_settings() {
	$settings = settings();
	$data     = array(
		'script'    => bundle() ? asset( 'vibedasher.js' ) : null,
		'style'     => bundle() ? asset( 'vibedasher.css' ) : null,
		'apiBase'   => $settings['api_base'],
		'region'    => $settings['region'],
		'theme'     => $settings['theme'],
		// The language of the site. The user may have another one.
		'language'  => str_replace( '_', '-', get_locale() ),
		'canUpload' => current_user_can( 'upload_files' ),
	);
	wp_add_inline_script( EDITOR_SCRIPT, 'window.vibedasherEditor = ' . wp_json_encode( $data, JSON_HEX_TAG ) . ';', 'before' );
}

/** Shows a notice if the sources were installed without a build. */
function missing_bundle_notice() {
	if ( ! bundle() && current_user_can( 'activate_plugins' ) ) {
		printf(
			'<div class="notice notice-error"><p>%s</p></div>',
			/* translators: 1: folder, 2: command. */
			esc_html( sprintf( __( 'Vibedasher: the folder %1$s is missing, so charts cannot be shown. Install a released version of the plugin, or run “%2$s” in the sources.', 'vibedasher' ), 'cdn', 'npm run build' ) )
		);
	}
}
