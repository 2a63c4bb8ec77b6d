/** Codes and names of places on maps: countries and other territories of ISO 3166, and states of the USA. */

/** Each country: alpha-2, alpha-3 and numeric code. Kosovo has user-assigned codes and no number. */
export const COUNTRY_CODES =
  'ADAND020 AEARE784 AFAFG004 AGATG028 AIAIA660 ALALB008 AMARM051 AOAGO024 AQATA010 ARARG032 ASASM016 ATAUT040 ' +
  'AUAUS036 AWABW533 AXALA248 AZAZE031 BABIH070 BBBRB052 BDBGD050 BEBEL056 BFBFA854 BGBGR100 BHBHR048 BIBDI108 ' +
  'BJBEN204 BLBLM652 BMBMU060 BNBRN096 BOBOL068 BQBES535 BRBRA076 BSBHS044 BTBTN064 BVBVT074 BWBWA072 BYBLR112 ' +
  'BZBLZ084 CACAN124 CCCCK166 CDCOD180 CFCAF140 CGCOG178 CHCHE756 CICIV384 CKCOK184 CLCHL152 CMCMR120 CNCHN156 ' +
  'COCOL170 CRCRI188 CUCUB192 CVCPV132 CWCUW531 CXCXR162 CYCYP196 CZCZE203 DEDEU276 DJDJI262 DKDNK208 DMDMA212 ' +
  'DODOM214 DZDZA012 ECECU218 EEEST233 EGEGY818 EHESH732 ERERI232 ESESP724 ETETH231 FIFIN246 FJFJI242 FKFLK238 ' +
  'FMFSM583 FOFRO234 FRFRA250 GAGAB266 GBGBR826 GDGRD308 GEGEO268 GFGUF254 GGGGY831 GHGHA288 GIGIB292 GLGRL304 ' +
  'GMGMB270 GNGIN324 GPGLP312 GQGNQ226 GRGRC300 GSSGS239 GTGTM320 GUGUM316 GWGNB624 GYGUY328 HKHKG344 HMHMD334 ' +
  'HNHND340 HRHRV191 HTHTI332 HUHUN348 IDIDN360 IEIRL372 ILISR376 IMIMN833 ININD356 IOIOT086 IQIRQ368 IRIRN364 ' +
  'ISISL352 ITITA380 JEJEY832 JMJAM388 JOJOR400 JPJPN392 KEKEN404 KGKGZ417 KHKHM116 KIKIR296 KMCOM174 KNKNA659 ' +
  'KPPRK408 KRKOR410 KWKWT414 KYCYM136 KZKAZ398 LALAO418 LBLBN422 LCLCA662 LILIE438 LKLKA144 LRLBR430 LSLSO426 ' +
  'LTLTU440 LULUX442 LVLVA428 LYLBY434 MAMAR504 MCMCO492 MDMDA498 MEMNE499 MFMAF663 MGMDG450 MHMHL584 MKMKD807 ' +
  'MLMLI466 MMMMR104 MNMNG496 MOMAC446 MPMNP580 MQMTQ474 MRMRT478 MSMSR500 MTMLT470 MUMUS480 MVMDV462 MWMWI454 ' +
  'MXMEX484 MYMYS458 MZMOZ508 NANAM516 NCNCL540 NENER562 NFNFK574 NGNGA566 NINIC558 NLNLD528 NONOR578 NPNPL524 ' +
  'NRNRU520 NUNIU570 NZNZL554 OMOMN512 PAPAN591 PEPER604 PFPYF258 PGPNG598 PHPHL608 PKPAK586 PLPOL616 PMSPM666 ' +
  'PNPCN612 PRPRI630 PSPSE275 PTPRT620 PWPLW585 PYPRY600 QAQAT634 REREU638 ROROU642 RSSRB688 RURUS643 RWRWA646 ' +
  'SASAU682 SBSLB090 SCSYC690 SDSDN729 SESWE752 SGSGP702 SHSHN654 SISVN705 SJSJM744 SKSVK703 SLSLE694 SMSMR674 ' +
  'SNSEN686 SOSOM706 SRSUR740 SSSSD728 STSTP678 SVSLV222 SXSXM534 SYSYR760 SZSWZ748 TCTCA796 TDTCD148 TFATF260 ' +
  'TGTGO768 THTHA764 TJTJK762 TKTKL772 TLTLS626 TMTKM795 TNTUN788 TOTON776 TRTUR792 TTTTO780 TVTUV798 TWTWN158 ' +
  'TZTZA834 UAUKR804 UGUGA800 UMUMI581 USUSA840 UYURY858 UZUZB860 VAVAT336 VCVCT670 VEVEN862 VGVGB092 VIVIR850 ' +
  'VNVNM704 VUVUT548 WFWLF876 WSWSM882 XKXKXXKX YEYEM887 YTMYT175 ZAZAF710 ZMZMB894 ZWZWE716';

/** Longitude and latitude of countries and territories that `world-atlas` at 1:110 million has no outline for. */
export const SMALL_COUNTRIES =
  'AD 1.6 42.5;AG -61.8 17.3;AI -63.1 18.2;AS -170.7 -14.3;AW -70 12.5;AX 20 60.2;BB -59.6 13.2;BH 50.5 26;' +
  'BL -62.8 17.9;BM -64.8 32.3;BQ -68.3 12.2;CK -159.8 -21.2;CV -24 16;CW -69 12.2;DM -61.4 15.4;FM 153.3 7.5;' +
  'FO -6.9 62.1;GD -61.7 12.1;GF -53.1 3.9;GG -2.6 49.5;GI -5.4 36.1;GP -61.5 16.2;GU 144.8 13.4;HK 114.1 22.4;' +
  'IM -4.5 54.2;IO 72.4 -7.3;JE -2.1 49.2;KI -167.9 0.9;KM 43.7 -11.9;KN -62.7 17.3;KY -80.9 19.4;LC -61 13.9;' +
  'LI 9.5 47.1;MC 7.4 43.8;MF -63.1 18.1;MH 170.3 7;MO 113.5 22.2;MP 145.6 15.8;MQ -61 14.7;MS -62.2 16.7;' +
  'MT 14.4 35.9;MU 57.6 -20.3;MV 73.5 3.7;NF 167.9 -29.1;NR 166.9 -0.5;NU -169.9 -19;PF -144.8 -14.7;' +
  'PM -56.3 46.9;PN -128.3 -24.4;PW 134.4 7.3;RE 55.5 -21.1;SC 55.5 -4.7;SG 103.8 1.4;SH -9.7 -12.4;' +
  'SM 12.5 43.9;ST 6.7 0.4;SX -63.1 18.1;TC -72 21.8;TK -171.8 -9.2;TO -174.8 -20.4;TV 179.2 -8.5;VA 12.4 41.9;' +
  'VC -61.2 13.2;VG -64.5 18.5;VI -64.8 18;WF -177.3 -13.9;WS -172.2 -13.8;YT 45.2 -12.8';

/** Codes that statistics use in addition to current ISO codes: former ISO codes, codes of Eurostat, and abbreviations. */
export const OTHER_CODES = 'EL GR;UK GB;UAE AE;DRC CD;KOS XK;ROM RO;ZAR CD;TMP TL;WBG PS';

/** Names of countries in English in addition to those of `Intl.DisplayNames`: official and former ones. */
export const OTHER_NAMES =
  'AE Emirates|BA Bosnia|BA Bosnia-Herzegovina|BN Brunei Darussalam|BO Plurinational State of Bolivia|' +
  'CD DR Congo|CD Democratic Republic of the Congo|CD Zaire|CG Republic of the Congo|CG Congo|CI Ivory Coast|' +
  "CN People's Republic of China|CN Mainland China|CV Cabo Verde|CZ Czech Republic|EG Arab Republic of Egypt|" +
  'FK Falkland Islands (Malvinas)|FM Federated States of Micronesia|FM Micronesia, Fed. Sts.|GB Great Britain|' +
  'GB Britain|GB U.K.|GB United Kingdom of Great Britain and Northern Ireland|HK Hong Kong|HK Hong Kong, China|' +
  'IE Republic of Ireland|IR Islamic Republic of Iran|KG Kyrgyz Republic|' +
  "KP Democratic People's Republic of Korea|KP DPR Korea|KR Republic of Korea|KR Korea|LA Lao PDR|" +
  "LA Lao People's Democratic Republic|LY Libyan Arab Jamahiriya|MD Republic of Moldova|" +
  'MF St. Martin (French part)|MK Macedonia|MK FYR Macedonia|MK Republic of North Macedonia|' +
  'MK Former Yugoslav Republic of Macedonia|MM Burma|MM Myanmar|MO Macao|MO Macau|NL Holland|' +
  'PS State of Palestine|PS Palestine|PS West Bank and Gaza|PS Palestinian Territory|RU Russian Federation|' +
  'SK Slovak Republic|SX Sint Maarten (Dutch part)|SY Syrian Arab Republic|SZ Swaziland|TL East Timor|' +
  'TR Turkey|TW Taiwan, Province of China|TW Taiwan, China|TW Chinese Taipei|TZ United Republic of Tanzania|' +
  'US U.S.|US U.S.A.|US United States of America|US America|VA Vatican|VA Holy See|VE Venezuela, RB|' +
  'VE Bolivarian Republic of Venezuela|VI Virgin Islands (U.S.)|VI United States Virgin Islands|VN Viet Nam|' +
  'YE Republic of Yemen';

/** Each state of the USA: FIPS code, postal code and name. */
export const STATES =
  '01ALAlabama|02AKAlaska|04AZArizona|05ARArkansas|06CACalifornia|08COColorado|09CTConnecticut|10DEDelaware|' +
  '11DCDistrict of Columbia|12FLFlorida|13GAGeorgia|15HIHawaii|16IDIdaho|17ILIllinois|18INIndiana|19IAIowa|' +
  '20KSKansas|21KYKentucky|22LALouisiana|23MEMaine|24MDMaryland|25MAMassachusetts|26MIMichigan|27MNMinnesota|' +
  '28MSMississippi|29MOMissouri|30MTMontana|31NENebraska|32NVNevada|33NHNew Hampshire|34NJNew Jersey|' +
  '35NMNew Mexico|36NYNew York|37NCNorth Carolina|38NDNorth Dakota|39OHOhio|40OKOklahoma|41OROregon|' +
  '42PAPennsylvania|44RIRhode Island|45SCSouth Carolina|46SDSouth Dakota|47TNTennessee|48TXTexas|49UTUtah|' +
  '50VTVermont|51VAVirginia|53WAWashington|54WVWest Virginia|55WIWisconsin|56WYWyoming';

export const OTHER_STATE_NAMES = '11 Washington, D.C.|11 Washington DC|11 D.C.';
