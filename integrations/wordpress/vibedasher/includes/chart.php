<?php
/**
 * Renders a chart as HTML: the element with its picture inside, or only the picture. Escapes all input of authors.
 *
 * @package Vibedasher
 */

namespace Vibedasher;

defined( 'ABSPATH' ) || exit;

/**
 * Renders the chart of a block.
 *
 * @param array $attributes As stored.
 * @return string
 */
function render_block( $attributes ) {
	return chart_html( chart_of_block( $attributes ), 'get_block_wrapper_attributes' );
}

/**
 * Renders the chart of `[vibedasher viz="acme/weekly-sales"]`.
 *
 * @param array|string $attributes As WordPress passes them.
 * @return string
 */
function render_shortcode( $attributes ) {
	$attributes = is_array( $attributes ) ? $attributes : array();
	$chart      = chart_of_shortcode( $attributes );
	if ( null === $chart ) {
		return author_note( __( 'Vibedasher: name a viz in the shortcode, such as [vibedasher viz="acme/weekly-sales"].', 'vibedasher' ) );
	}
	$html = chart_html( $chart );
	if ( isset( $attributes['sql'] ) && '' === $chart['sql'] ) {
		// WordPress clears attributes that look like broken HTML.
		$html .= author_note( __( 'Vibedasher: the query of this shortcode is lost. Write &lt; for <, or use the block.', 'vibedasher' ) );
	}
	return $html;
}

/**
 * Renders the chart for an address on its own line.
 *
 * @param array  $matches The matches of the pattern.
 * @param array  $size    Width and height that WordPress suggests.
 * @param string $url     The address.
 * @return string
 */
function render_address( $matches, $size, $url ) {
	$chart = chart_of_shortcode( array( 'viz' => $url ) );
	return null === $chart ? esc_url( $url ) : chart_html( $chart );
}

/**
 * Renders a chart as HTML.
 *
 * @param array    $chart   See attributes.php.
 * @param callable $wrapper Returns the escaped attributes `class`, `id` and `style`, together with those passed to it.
 * @return string
 */
function chart_html( $chart, $wrapper = __NAMESPACE__ . '\attributes_html' ) {
	if ( '' === $chart['slug'] || doing_filter( 'get_the_excerpt' ) ) {
		return '';
	}
	/**
	 * Filters whether a chart is written as a figure with picture and table, without the script, for feeds and e-mail.
	 *
	 * @param bool  $is_static Default: true in feeds.
	 * @param array $chart     The chart.
	 */
	if ( apply_filters( 'vibedasher_static', is_feed(), $chart ) ) {
		return static_html( $chart );
	}
	enqueue_assets();
	$settings   = settings();
	$attributes = array(
		'account'  => $chart['account'],
		'slug'     => $chart['slug'],
		'chart'    => $chart['chart'],
		'params'   => $chart['params'] ? wp_json_encode( $chart['params'], JSON_UNESCAPED_UNICODE ) : '',
		'sql'      => $chart['sql'],
		'toolbar'  => $chart['toolbar'],
		'api-base' => $settings['api_base'],
		'region'   => $settings['region'],
		'theme'    => 'auto' === $settings['theme'] ? '' : $settings['theme'],
	);
	$attributes = array_merge( $attributes, array_intersect_key( $chart, array_flip( TEXTS ) ) );
	$style      = $chart['height'] ? array( 'style' => sprintf( 'height:%dpx', $chart['height'] ) ) : array();
	return sprintf(
		'<vibedasher-viz %s>%s%s</vibedasher-viz>',
		trim( call_user_func( $wrapper, $style ) . ' ' . attributes_html( $attributes ) ),
		spec_html( $chart['spec'] ),
		picture_html( $chart )
	);
}

/**
 * Writes attributes as HTML, without empty ones.
 *
 * @param string[] $attributes Values by name.
 * @return string
 */
function attributes_html( $attributes ) {
	$html = array();
	foreach ( array_filter( $attributes, 'strlen' ) as $name => $value ) {
		// esc_attr() does not escape `&lt;` again, and browsers would read it as `<`.
		$escaped = esc_attr( str_replace( '&', '&amp;', $value ) );
		// WordPress looks for shortcodes even in attributes.
		$html[] = sprintf( '%s="%s"', $name, strtr( $escaped, array( '[' => '&#91;', ']' => '&#93;' ) ) );
	}
	return implode( ' ', $html );
}

/**
 * Writes a spec as a child script for the element. Browsers do not run scripts of this type.
 *
 * @param \stdClass|null $spec The spec.
 * @return string
 */
function spec_html( $spec ) {
	if ( null === $spec ) {
		return '';
	}
	$json = wp_json_encode( $spec, JSON_HEX_TAG | JSON_HEX_AMP | JSON_UNESCAPED_UNICODE );
	// Escape brackets, so WordPress finds no shortcode.
	$json = preg_replace_callback(
		'/"(?:[^"\\\\]|\\\\.)*+"/s',
		static function ( $text ) {
			return str_replace( '[', '\u005b', $text[0] );
		},
		$json
	);
	return '<script type="application/vnd.vegalite+json">' . $json . '</script>';
}

/**
 * Renders the content of the element until the chart has loaded, or without JavaScript.
 *
 * @param array $chart The chart.
 * @return string
 */
function picture_html( $chart ) {
	$image = image_html( $chart );
	$table = table_html( $chart['summary'] );
	if ( '' === $image && '' === $table ) {
		return link_html( $chart, text_html( title_of( $chart ) ) );
	}
	// The picture contains its title.
	$content = '' === $image
		? sprintf( '<figcaption><div>%s</div></figcaption><div>%s</div>', text_html( title_of( $chart ) ), $table )
		: '<div>' . $image . '</div>' . ( '' === $table ? '' : sprintf( '<details><summary>%s</summary>%s</details>', esc_html__( 'Data', 'vibedasher' ), $table ) );
	// The class prevents WordPress from loading images of emoji from wordpress.org.
	return '<figure data-vibedasher data-plain class="wp-exclude-emoji">' . $content . '</figure>';
}

/**
 * Renders a chart without the script: a figure with picture and table, or a link if nothing is stored.
 *
 * @param array $chart The chart.
 * @return string
 */
function static_html( $chart ) {
	$title = text_html( title_of( $chart ) );
	$image = image_html( $chart );
	$table = table_html( $chart['summary'] );
	if ( '' === $image && '' === $table ) {
		return '<p>' . link_html( $chart, $title ) . '</p>';
	}
	return sprintf(
		'<figure>%s<figcaption>%s</figcaption>%s</figure>',
		'' === $image ? '' : link_html( $chart, $image ),
		link_html( $chart, $title ),
		$table
	);
}

/**
 * Returns the name of a chart: its title, or else the slug of the viz.
 *
 * @param array $chart The chart.
 * @return string
 */
function title_of( $chart ) {
	return $chart['summary'] && '' !== $chart['summary']['title'] ? $chart['summary']['title'] : $chart['slug'];
}

/**
 * Encloses HTML in a link to the viz's page, if it has one.
 *
 * @param array  $chart The chart.
 * @param string $html  The content of the link.
 * @return string
 */
function link_html( $chart, $html ) {
	$origin  = api_origin();
	$address = '' === $origin
		? 'https://cloud.vibedasher.com/v/' . rawurlencode( $chart['slug'] )
		: $origin . '/v/' . rawurlencode( $chart['account'] ) . '/' . rawurlencode( $chart['slug'] ) . query_of( $chart );
	$is_page = '' === $origin || '' !== $chart['account'];
	return $is_page ? sprintf( '<a href="%s">%s</a>', esc_url( $address ), $html ) : $html;
}

/**
 * Returns the query of a viewer address: the chart and the values of parameters. The name of a list is repeated.
 *
 * @param array $chart The chart.
 * @return string With its question mark; empty if there are no values.
 */
function query_of( $chart ) {
	$pairs = '' === $chart['chart'] ? array() : array( 'chart=' . rawurlencode( $chart['chart'] ) );
	foreach ( $chart['params'] as $name => $values ) {
		foreach ( (array) $values as $value ) {
			$text    = is_bool( $value ) ? wp_json_encode( $value ) : (string) $value;
			$pairs[] = 'v.' . rawurlencode( $name ) . '=' . rawurlencode( $text );
		}
	}
	return $pairs ? '?' . implode( '&', $pairs ) : '';
}

/**
 * Renders the stored picture, if it is still in the media library.
 *
 * @param array $chart The chart.
 * @return string
 */
function image_html( $chart ) {
	if ( ! $chart['picture'] || ! wp_attachment_is_image( $chart['picture'] ) ) {
		return '';
	}
	$text = $chart['summary'] ? $chart['summary']['text'] : '';
	return wp_get_attachment_image(
		$chart['picture'],
		'full',
		false,
		array(
			'class' => '',
			'alt'   => '' === $text ? title_of( $chart ) : $text,
		)
	);
}

/**
 * Renders the stored rows.
 *
 * @param array|null $summary See {@see summary_of()}.
 * @return string
 */
function table_html( $summary ) {
	if ( ! $summary || ! $summary['columns'] || ! $summary['rows'] ) {
		return '';
	}
	$cells = static function ( $tag, $texts ) use ( $summary ) {
		$html = '';
		foreach ( $texts as $index => $text ) {
			$class = $summary['columns'][ $index ]['number'] ? ' class="vd-number"' : '';
			$html .= "<{$tag}{$class}>" . text_html( $text ) . '</' . strtok( $tag, ' ' ) . '>';
		}
		return "<tr>{$html}</tr>";
	};
	$head  = $cells( 'th scope="col"', array_column( $summary['columns'], 'name' ) );
	$body  = '';
	foreach ( $summary['rows'] as $row ) {
		$body .= $cells( 'td', $row );
	}
	/* translators: %s: how many. */
	$more = _n( '%s more row', '%s more rows', $summary['more'], 'vibedasher' );
	$rest = $summary['more'] ? '<p>' . esc_html( sprintf( $more, number_format_i18n( $summary['more'] ) ) ) . '</p>' : '';
	return "<table><thead>{$head}</thead><tbody>{$body}</tbody></table>{$rest}";
}

/**
 * Writes text as HTML in which WordPress replaces no shortcodes, smileys, dashes or quotes.
 *
 * @param string $text Any text.
 * @return string
 */
function text_html( $text ) {
	$characters = '&<>"\'-.:;()[]';
	$entities   = array();
	foreach ( str_split( $characters ) as $character ) {
		$entities[ $character ] = '&#' . ord( $character ) . ';';
	}
	return strtr( wp_check_invalid_utf8( (string) $text ), $entities );
}

/**
 * Renders a note that is visible only to users who can write posts.
 *
 * @param string $text The problem.
 * @return string
 */
function author_note( $text ) {
	return current_user_can( 'edit_posts' ) && ! is_feed() ? '<p><strong>' . text_html( $text ) . '</strong></p>' : '';
}
