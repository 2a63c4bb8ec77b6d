<?php
/**
 * Parses the input of authors (a block, a shortcode or an address) into a chart:
 *
 *     account, slug, chart, sql, toolbar: string
 *     the names in TEXTS: string, which the element checks
 *     params: string|int|float|bool by name, or lists of those
 *     spec: stdClass|null
 *     height: int, in px; 0 for the default
 *     picture: int, ID of an image in the media library; 0 for none
 *     summary: the contents of the picture, see {@see summary_of()}; null for none
 *
 * @package Vibedasher
 */

namespace Vibedasher;

defined( 'ABSPATH' ) || exit;

/** Prefix of an encoded attribute. Neither SQL nor JSON begins like this. */
const ENCODED = 'url:';

const TOOLS = array( 'csv', 'json', 'png', 'svg', 'fullscreen', 'share', 'table' );

/** Attributes of the element that a block and a shortcode set as text. block.json and the editor have the same list. */
const TEXTS = array(
	'mark', 'heading', 'description', 'alt', 'byline', 'source',
	'notes', 'unit', 'decimals', 'format', 'colors', 'sort',
	'limit', 'bins', 'highlight', 'reference', 'annotate', 'tooltip', 'caption',
);

/** Maximum number of characters of such an attribute. */
const MAX_TEXT = 5000;

/** Limits for the height of a chart, in px. */
const MIN_HEIGHT = 120;
const MAX_HEIGHT = 2000;

add_filter( 'pre_kses', __NAMESPACE__ . '\encode_blocks', 9 );
add_filter( 'no_texturize_shortcodes', __NAMESPACE__ . '\leave_shortcode_alone' );

/**
 * Encodes characters that WordPress would change on saving: its HTML filter (kses) turns `a < 5 AND b > 2` into `a 2`.
 * Values without `<`, `>` and `&` stay readable. The editor's script does the same.
 *
 * Assumes that a value that begins with `url:` is encoded. The editor has the typed text, so it encodes such values,
 * too.
 *
 * @param mixed $value An attribute of a block, or a part of one.
 * @return mixed
 */
function encode( $value ) {
	if ( is_array( $value ) ) {
		return array_map( __NAMESPACE__ . '\encode', $value );
	}
	if ( ! is_string( $value ) || ! preg_match( '/[<>&\x{10000}-\x{10FFFF}]/u', $value ) || 0 === strpos( $value, ENCODED ) ) {
		return $value;
	}
	return ENCODED . preg_replace_callback(
		'/[%<>&\x{10000}-\x{10FFFF}]/u',
		static function ( $character ) {
			return rawurlencode( $character[0] );
		},
		$value
	);
}

/**
 * Undoes {@see encode()}.
 *
 * @param mixed $value An attribute of a block, or a part of one.
 * @return mixed
 */
function decode( $value ) {
	if ( is_array( $value ) ) {
		return array_map( __NAMESPACE__ . '\decode', $value );
	}
	return is_string( $value ) && 0 === strpos( $value, ENCODED ) ? rawurldecode( substr( $value, strlen( ENCODED ) ) ) : $value;
}

/**
 * Encodes the attributes of our blocks before a text is filtered.
 *
 * @param string $content Text of a post, or a part of one.
 * @return string
 */
function encode_blocks( $content ) {
	if ( false === strpos( (string) $content, 'wp:vibedasher/viz' ) ) {
		return $content;
	}
	// The grammar of WP_Block_Parser.
	$pattern = '/(<!--\s+wp:vibedasher\/viz\s+)({(?:(?:[^}]+|}+(?=})|(?!}\s+\/?-->).)*+)?})(\s+\/?-->)/s';
	$encoded = preg_replace_callback(
		$pattern,
		static function ( $delimiter ) {
			$attributes = json_decode( $delimiter[2], true );
			return is_array( $attributes )
				? $delimiter[1] . serialize_block_attributes( encode( $attributes ) ) . $delimiter[3]
				: $delimiter[0];
		},
		$content
	);
	return null === $encoded ? $content : $encoded;
}

/**
 * Keeps WordPress from making quotes in a query typographic.
 *
 * @param string[] $shortcodes Names of shortcodes.
 * @return string[]
 */
function leave_shortcode_alone( $shortcodes ) {
	$shortcodes[] = 'vibedasher';
	return $shortcodes;
}

/**
 * Returns the chart of a block.
 *
 * @param array $attributes As stored. Untrusted.
 * @return array
 */
function chart_of_block( $attributes ) {
	$attributes = decode( $attributes );
	$chart      = array(
		'params'  => params_of( isset( $attributes['params'] ) ? $attributes['params'] : array() ),
		'spec'    => spec_of( isset( $attributes['spec'] ) ? $attributes['spec'] : '' ),
		'height'  => height_of( isset( $attributes['height'] ) ? $attributes['height'] : 0 ),
		'toolbar' => toolbar_of( isset( $attributes['toolbar'] ) ? $attributes['toolbar'] : '' ),
		'picture' => isset( $attributes['picture'] ) ? absint( $attributes['picture'] ) : 0,
		'summary' => summary_of( isset( $attributes['summary'] ) ? $attributes['summary'] : null ),
	);
	foreach ( array( 'account', 'slug', 'chart', 'sql' ) as $name ) {
		$chart[ $name ] = text_of( $attributes, $name );
	}
	foreach ( TEXTS as $name ) {
		// mb_substr() is missing without the extension mbstring.
		$chart[ $name ] = preg_match( '/^.{0,' . MAX_TEXT . '}/su', text_of( $attributes, $name ), $match ) ? $match[0] : '';
	}
	return $chart;
}

/**
 * Returns an attribute as text without white space around it; empty if it is none.
 *
 * @param array  $attributes Untrusted.
 * @param string $name       The name of the attribute.
 * @return string
 */
function text_of( $attributes, $name ) {
	return isset( $attributes[ $name ] ) && is_scalar( $attributes[ $name ] ) ? trim( (string) $attributes[ $name ] ) : '';
}

/**
 * Returns the chart of a shortcode, or null if it names no viz.
 *
 * @param array $attributes As WordPress passes them: names in lower case.
 * @return array|null
 */
function chart_of_shortcode( $attributes ) {
	// Editors store `<` as `&lt;`.
	$attributes = array_map(
		static function ( $value ) {
			return html_entity_decode( (string) $value, ENT_QUOTES | ENT_HTML5, 'UTF-8' );
		},
		(array) $attributes
	);
	$viz        = viz_of( isset( $attributes['viz'] ) ? $attributes['viz'] : '' );
	if ( null === $viz ) {
		return null;
	}
	$params = params_of( isset( $attributes['params'] ) ? $attributes['params'] : array() );
	foreach ( $attributes as $name => $value ) {
		if ( 0 === strpos( (string) $name, 'param-' ) ) {
			$params[ substr( $name, strlen( 'param-' ) ) ] = $value;
		}
	}
	$chart           = chart_of_block( array_diff_key( $attributes, array_flip( array( 'picture', 'summary' ) ) ) );
	// array_merge() would renumber a parameter named `2024`.
	$chart['params'] = array_replace( $viz['params'], $params );
	if ( '' === $chart['chart'] ) {
		$chart['chart'] = $viz['chart'];
	}
	return array_merge(
		$chart,
		array(
			'account' => $viz['account'],
			'slug'    => $viz['slug'],
		)
	);
}

/**
 * Returns the viz that a text names: `account/slug`, a slug, or a viewer address; null if there is none.
 *
 * @param string $text What an author has entered.
 * @return array{account: string, slug: string, chart: string, params: array}|null
 */
function viz_of( $text ) {
	$text   = trim( (string) $text );
	$chart  = '';
	$params = array();
	if ( preg_match( address_pattern(), $text ) ) {
		$path = (string) wp_parse_url( $text, PHP_URL_PATH );
		// wp_parse_str() supports neither the dot in `v.region` nor repeated names.
		foreach ( explode( '&', (string) wp_parse_url( $text, PHP_URL_QUERY ) ) as $pair ) {
			list( $name, $value ) = array_map( 'urldecode', array_pad( explode( '=', $pair, 2 ), 2, '' ) );
			if ( 'chart' === $name ) {
				$chart = $value;
			} elseif ( preg_match( '/^v\.(.+)$/s', $name, $match ) ) {
				$params[ $match[1] ][] = $value;
			}
		}
		foreach ( $params as $name => $values ) {
			$params[ $name ] = count( $values ) > 1 ? $values : $values[0];
		}
		$text = rawurldecode( preg_replace( '#^.*?/v/|/$#', '', $path ) );
	}
	if ( ! preg_match( '#^(?:([^/\s?\#<>"\':]+)/)?([^/\s?\#<>"\':]+)$#u', $text, $match ) ) {
		return null;
	}
	return array(
		'account' => $match[1],
		'slug'    => $match[2],
		'chart'   => $chart,
		'params'  => $params,
	);
}

/**
 * Returns the pattern of viewer addresses: `https://cloud.vibedasher.com/v/SLUG`, or `/v/ACCOUNT/SLUG` at the site's
 * own API.
 *
 * @return string A regular expression.
 */
function address_pattern() {
	$addresses = array( 'https://cloud\.vibedasher\.com/v/(?:[^/?\#\s]+/)?[^/?\#\s]+' );
	if ( '' !== api_origin() ) {
		$addresses[] = preg_quote( api_origin(), '#' ) . '/v/[^/?\#\s]+/[^/?\#\s]+';
	}
	return '#^(?:' . implode( '|', $addresses ) . ')/?(?:[?\#]\S*)?$#i';
}

/**
 * Returns the origin of the API in the settings; empty for the cloud.
 *
 * @return string
 */
function api_origin() {
	return preg_match( '#^https?://[^/]+#i', settings()['api_base'], $match ) ? $match[0] : '';
}

/**
 * Returns parameters by name. Keeps only strings, numbers, booleans and lists of those.
 *
 * @param mixed $params An array, or a JSON object as text.
 * @return array
 */
function params_of( $params ) {
	if ( is_string( $params ) ) {
		$params = json_decode( $params, true );
	}
	$is_value = static function ( $value ) {
		return array_filter( (array) $value, 'is_scalar' ) === (array) $value && array() !== $value;
	};
	return is_array( $params ) ? array_filter( $params, $is_value ) : array();
}

/**
 * Returns a Vega-Lite spec, or null if there is none or it is not a JSON object.
 *
 * @param mixed $spec JSON as text.
 * @return \stdClass|null
 */
function spec_of( $spec ) {
	$spec = is_string( $spec ) ? json_decode( $spec ) : null;
	return $spec instanceof \stdClass ? $spec : null;
}

/**
 * Returns a height in px, within limits, or 0 for the default.
 *
 * @param mixed $height A number, or `420px`.
 * @return int
 */
function height_of( $height ) {
	$px = is_numeric( $height ) || ( is_string( $height ) && preg_match( '/^\s*\d+(px)?\s*$/', $height ) ) ? (int) $height : 0;
	return $px > 0 ? min( max( $px, MIN_HEIGHT ), MAX_HEIGHT ) : 0;
}

/**
 * Returns the known tools under a chart, separated by spaces.
 *
 * @param mixed $toolbar Text, or a list.
 * @return string
 */
function toolbar_of( $toolbar ) {
	$tools = is_array( $toolbar ) ? $toolbar : preg_split( '/[\s,]+/', is_string( $toolbar ) ? $toolbar : '' );
	return implode( ' ', array_intersect( TOOLS, $tools ) );
}

/**
 * Returns the contents of a chart as the editor has stored them: its rows, as text.
 *
 * @param mixed $summary As stored.
 * @return array{title: string, text: string, columns: array, rows: array, more: int}|null
 *     `columns` are `{name, number}`, `rows` are lists of strings, `more` is the number of further rows.
 */
function summary_of( $summary ) {
	if ( ! is_array( $summary ) ) {
		return null;
	}
	$text_of = static function ( $value ) {
		return is_scalar( $value ) ? (string) $value : '';
	};
	$list_of = static function ( $value ) {
		return is_array( $value ) ? array_values( array_filter( $value, 'is_array' ) ) : array();
	};
	$summary = array_merge( array_fill_keys( array( 'title', 'text', 'columns', 'rows', 'more' ), null ), $summary );
	$columns = array_map(
		static function ( $column ) use ( $text_of ) {
			return array(
				'name'   => $text_of( isset( $column['name'] ) ? $column['name'] : '' ),
				'number' => ! empty( $column['number'] ),
			);
		},
		$list_of( $summary['columns'] )
	);
	$rows    = array_map(
		static function ( $row ) use ( $text_of, $columns ) {
			return array_slice( array_pad( array_map( $text_of, array_values( $row ) ), count( $columns ), '' ), 0, count( $columns ) );
		},
		$list_of( $summary['rows'] )
	);
	return array(
		'title'   => $text_of( $summary['title'] ),
		'text'    => $text_of( $summary['text'] ),
		'columns' => $columns,
		'rows'    => $rows,
		'more'    => absint( $summary['more'] ),
	);
}
