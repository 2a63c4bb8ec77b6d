<?php
/**
 * The option `vibedasher`, and its page under Settings.
 *
 * @package Vibedasher
 */

namespace Vibedasher;

defined( 'ABSPATH' ) || exit;

const DEFAULT_SETTINGS = array(
	'api_base' => '',
	'region'   => '',
	'source'   => 'plugin',
	'theme'    => 'auto',
);

/** Allowed values of settings with a fixed set of values. */
const CHOICES = array(
	'region' => array( '', 'eu-central-1', 'us-east-1' ),
	'source' => array( 'plugin', 'cdn' ),
	'theme'  => array( 'auto', 'light', 'dark', 'none' ),
);

add_action( 'admin_init', __NAMESPACE__ . '\register_settings' );
add_action( 'admin_menu', __NAMESPACE__ . '\add_settings_page' );
add_filter( 'plugin_action_links_' . plugin_basename( PLUGIN_FILE ), __NAMESPACE__ . '\add_settings_link' );

/**
 * Returns the settings, with defaults for missing values and for invalid ones, which another program may have stored.
 *
 * @return array{api_base: string, region: string, source: string, theme: string}
 */
function settings() {
	$saved    = get_option( 'vibedasher' );
	$settings = DEFAULT_SETTINGS;
	foreach ( is_array( $saved ) ? array_intersect_key( $saved, $settings ) : array() as $name => $value ) {
		if ( is_string( $value ) && null === problem_with( $name, $value ) ) {
			$settings[ $name ] = $value;
		}
	}
	$settings['api_base'] = untrailingslashit( $settings['api_base'] );
	return $settings;
}

/**
 * Explains why the value of a setting is invalid. Returns null if it is valid.
 *
 * @param string $name  Name of the setting.
 * @param string $value Its value.
 * @return string|null
 */
function problem_with( $name, $value ) {
	if ( 'api_base' !== $name ) {
		$is_known = in_array( $value, CHOICES[ $name ], true );
		/* translators: 1: what was entered, 2: name of the setting, 3: allowed values. */
		$sentence = __( '“%1$s” is not allowed for “%2$s”. Use one of: %3$s.', 'vibedasher' );
		return $is_known ? null : sprintf( $sentence, $value, $name, implode( ', ', array_filter( CHOICES[ $name ] ) ) );
	}
	if ( '' === $value ) {
		return null;
	}
	$parts = wp_parse_url( $value );
	if ( ! isset( $parts['scheme'], $parts['host'] ) || ! preg_match( '#^https?://[^\s<>"\']+$#i', $value ) ) {
		/* translators: %s: what was entered. */
		return sprintf( __( '“%s” is not a web address. The API’s address begins with https://, such as https://bi.example.org/api.', 'vibedasher' ), $value );
	}
	if ( array_intersect_key( $parts, array_flip( array( 'query', 'fragment', 'user', 'pass' ) ) ) ) {
		/* translators: %s: what was entered. */
		return sprintf( __( '“%s” is more than the API’s address: leave out user name, “?” and “#”.', 'vibedasher' ), $value );
	}
	return null;
}

/** Registers the option. */
function register_settings() {
	register_setting(
		'vibedasher',
		'vibedasher',
		array(
			'type'              => 'object',
			'default'           => DEFAULT_SETTINGS,
			'sanitize_callback' => __NAMESPACE__ . '\sanitize_settings',
		)
	);
}

/**
 * Keeps valid values. For an invalid value, shows an error and keeps the old value.
 *
 * @param mixed $input The submitted values.
 * @return array
 */
function sanitize_settings( $input ) {
	$settings = settings();
	foreach ( array_keys( $settings ) as $name ) {
		$value = is_array( $input ) && isset( $input[ $name ] ) ? $input[ $name ] : $settings[ $name ];
		$value = is_string( $value ) ? trim( $value ) : '';
		if ( 'api_base' === $name ) {
			$value = untrailingslashit( $value );
		}
		$problem = problem_with( $name, $value );
		if ( null === $problem ) {
			$settings[ $name ] = $value;
		} elseif ( function_exists( 'add_settings_error' ) ) {
			add_settings_error( 'vibedasher', 'vibedasher-' . $name, esc_html( $problem ) );
		}
	}
	if ( 'http' === wp_parse_url( $settings['api_base'], PHP_URL_SCHEME ) && 'https' === wp_parse_url( home_url(), PHP_URL_SCHEME ) && function_exists( 'add_settings_error' ) ) {
		add_settings_error( 'vibedasher', 'vibedasher-mixed', esc_html__( 'Your site uses https, but the API’s address begins with http. Browsers refuse such requests, unless the API is on the reader’s own machine.', 'vibedasher' ), 'warning' );
	}
	return $settings;
}

/** Adds the page. */
function add_settings_page() {
	add_options_page( 'Vibedasher', 'Vibedasher', 'manage_options', 'vibedasher', __NAMESPACE__ . '\settings_page' );
}

/**
 * Adds the link to the page in the list of plugins.
 *
 * @param string[] $links Links of this plugin.
 * @return string[]
 */
function add_settings_link( $links ) {
	$link = sprintf( '<a href="%s">%s</a>', esc_url( admin_url( 'options-general.php?page=vibedasher' ) ), esc_html__( 'Settings', 'vibedasher' ) );
	return array_merge( array( $link ), $links );
}

/** Prints the page. WordPress prints the messages of {@see sanitize_settings()} itself. */
function settings_page() {
	$settings = settings();
	$choices  = array(
		'region' => array(
			''             => __( 'Found automatically', 'vibedasher' ),
			'eu-central-1' => __( 'Europe (eu-central-1)', 'vibedasher' ),
			'us-east-1'    => __( 'United States (us-east-1)', 'vibedasher' ),
		),
		'source' => array(
			'plugin' => __( 'From this site', 'vibedasher' ),
			'cdn'    => __( 'From the CDN jsDelivr', 'vibedasher' ),
		),
		'theme'  => array(
			'auto'  => __( 'Same as the page', 'vibedasher' ),
			'light' => __( 'Light', 'vibedasher' ),
			'dark'  => __( 'Dark', 'vibedasher' ),
			'none'  => __( 'As each chart’s author chose', 'vibedasher' ),
		),
	);
	?>
	<div class="wrap">
		<h1>Vibedasher</h1>
		<form action="options.php" method="post">
			<?php settings_fields( 'vibedasher' ); ?>
			<table class="form-table" role="presentation">
				<tr>
					<th scope="row"><label for="vibedasher-api-base"><?php esc_html_e( 'Address of the API', 'vibedasher' ); ?></label></th>
					<td>
						<input id="vibedasher-api-base" class="regular-text code" type="url" name="vibedasher[api_base]" value="<?php echo esc_attr( $settings['api_base'] ); ?>" placeholder="https://bi.example.org/api" aria-describedby="vibedasher-api-base-help" />
						<p class="description" id="vibedasher-api-base-help"><?php esc_html_e( 'Only for a server of your own. Leave it empty for Vibedasher’s cloud.', 'vibedasher' ); ?></p>
					</td>
				</tr>
				<?php
				choice_row( 'region', __( 'Region of the cloud', 'vibedasher' ), $choices['region'], __( 'Where your vizzes are. It saves readers one request.', 'vibedasher' ) );
				choice_row( 'source', __( 'Load the script', 'vibedasher' ), $choices['source'], __( 'Browsers run the script only if it is the very file of this version. Readers’ browsers contact jsDelivr only if you choose it.', 'vibedasher' ) );
				choice_row( 'theme', __( 'Colors', 'vibedasher' ), $choices['theme'], '' );
				?>
			</table>
			<?php submit_button(); ?>
		</form>
	</div>
	<?php
}

/**
 * Prints a row of the form with one choice.
 *
 * @param string   $name    Name of the setting.
 * @param string   $label   Label of the setting.
 * @param string[] $choices Labels by value.
 * @param string   $help    An explanation, or empty.
 */
function choice_row( $name, $label, $choices, $help ) {
	$id      = 'vibedasher-' . $name;
	$current = settings()[ $name ];
	?>
	<tr>
		<th scope="row"><label for="<?php echo esc_attr( $id ); ?>"><?php echo esc_html( $label ); ?></label></th>
		<td>
			<select id="<?php echo esc_attr( $id ); ?>" name="vibedasher[<?php echo esc_attr( $name ); ?>]" aria-describedby="<?php echo esc_attr( $id ); ?>-help">
				<?php foreach ( $choices as $value => $text ) : ?>
					<option value="<?php echo esc_attr( $value ); ?>" <?php selected( $current, $value ); ?>><?php echo esc_html( $text ); ?></option>
				<?php endforeach; ?>
			</select>
			<p class="description" id="<?php echo esc_attr( $id ); ?>-help"><?php echo esc_html( $help ); ?></p>
		</td>
	</tr>
	<?php
}
