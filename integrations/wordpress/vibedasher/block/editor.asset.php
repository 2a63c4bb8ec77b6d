<?php
/**
 * The WordPress scripts that the block's script depends on.
 *
 * @package Vibedasher
 */

return array(
	'dependencies' => array( 'wp-api-fetch', 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-data', 'wp-element', 'wp-hooks', 'wp-html-entities', 'wp-i18n' ),
	'version'      => '0.1.0',
);
