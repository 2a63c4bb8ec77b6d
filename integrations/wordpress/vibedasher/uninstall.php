<?php
/**
 * Removes the plugin's settings. Posts and uploaded pictures are kept.
 *
 * @package Vibedasher
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $site ) {
		delete_blog_option( $site, 'vibedasher' );
	}
} else {
	delete_option( 'vibedasher' );
}
