package extract

import "strings"

// set makes a set of the words of s.
func set(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// The word classes of the English engine. They are closed classes of the language
// and of official style, not lists of what any article happens to say.
var (
	// orgHeads are the nouns that name a kind of body.
	orgHeads = set(`smk sma madrasah university universiti universitas universities college colleges institute institut institution academy school polytechnic politeknik faculty
		ministry department bureau office agency administration authority commission committee council secretariat centre center
		association federation union alliance consortium society foundation board chamber embassy consulate government group corporation
		company co ltd bhd inc limited enterprise enterprises bank museum library hospital laboratory lab network party assembly congress parliament senate
		directorate division section unit organisation organization court cabinet league club press agency institutes academies seminary
		sdn pte tbk plc holdings conglomerate campus kampus kolej sekolah akademi kementerian dinas tvet-mara consortium headquarters hub mission conservatory fund
		workshop workshops base bases platform station programme program`)
	// strongOrgs among them are always bodies, never projects.
	strongOrgs = set(`smk sma madrasah university universiti universitas universities college colleges institution academy school polytechnic politeknik faculty
		ministry department bureau office agency administration authority commission committee council secretariat association federation union society foundation board
		chamber embassy consulate government group corporation company co ltd bhd inc limited enterprise bank museum library hospital parliament senate
		directorate division organisation organization sdn pte institute institut centre center alliance consortium assembly congress party kolej kementerian headquarters mission conservatory network club league`)
	// eventHeads name a kind of event; eventKind says which.
	eventKind = map[string]string{
		"conference": "conference", "forum": "conference", "summit": "conference", "congress": "conference", "convention": "conference", "week": "conference",
		"dialogue": "meeting", "meeting": "meeting", "talks": "meeting", "visit": "meeting", "consultation": "meeting", "consultations": "meeting", "session": "seminar",
		"seminar": "seminar", "webinar": "seminar", "workshop": "seminar", "symposium": "seminar", "roundtable": "seminar", "round-table": "seminar", "colloquium": "seminar", "lecture": "seminar", "salon": "seminar", "sharing": "seminar",
		"expo": "exhibition", "exposition": "exhibition", "fair": "exhibition", "exhibition": "exhibition", "roadshow": "exhibition", "showcase": "exhibition",
		"competition": "competition", "contest": "competition", "tournament": "competition", "olympiad": "competition", "hackathon": "competition", "challenge": "competition", "games": "competition", "cup": "competition", "finals": "competition", "final": "competition",
		"training": "training", "course": "training", "camp": "training", "bootcamp": "training", "class": "training",
		"ceremony": "", "festival": "conference", "opening": "", "launch": "launch", "launching": "launch", "inauguration": "launch", "unveiling": "launch", "signing": "signing", "day": "conference", "month": "conference", "colloquia": "seminar", "conclave": "conference", "gala": "conference", "celebration": "conference", "reception": "meeting", "matchmaking": "meeting", "exchange": "seminar",
	}
	// initiativeHeads name things that are launched.
	initiativeHeads = set(`programme program plan project initiative scheme alliance consortium centre center institute college academy workshop competition contest tournament
		platform fund scholarship scholarships base network action campaign declaration consensus statement report framework mechanism partnership community brand laboratory lab school hub book
		white-paper guidelines guideline standard standards curriculum textbook textbooks package roadmap index database league association council committee portal system resources library charter blueprint compendium outline classroom app course courses pathway award awards`)
	titleHeads = set(`minister president vice-president chairman chairwoman chairperson chair chief director director-general directors manager governor vice-governor mayor vice-mayor ambassador
		consul consul-general rector vice-rector dean vice-dean principal vice-principal chancellor vice-chancellor provost professor lecturer head officer ceo counsellor counselor attaché attache commissioner
		secretary secretary-general undersecretary under-secretary permanent-secretary representative coordinator co-ordinator founder co-founder envoy leader king queen prince princess premier vice-premier prime-minister councilor councillor
		researcher expert spokesperson spokesman spokeswoman adviser advisor specialist headmaster headmistress registrar curator senator deputy-minister vice-minister vice-chairman vice-chair vice-chairperson
		superintendent inspector-general pro-chancellor pro-rector editor-in-chief vice-director deputy-director minister-counsellor minister-counselor co-chair co-chairman student graduate teacher alumnus chargé magistrate academician scholar trainee trainer engineer analyst economist economist bursar member warden
		d'affaires general treasurer`)
	titleMods = set(`deputy vice assistant associate acting executive senior permanent former chief honorary founding under first second third party standing general managing academic cultural education educational
		prime state special provincial national municipal co executive regional interim resident visiting distinguished full joint lead principal country international deputy-general pro public foreign minister-level
		current incumbent then newly-appointed outgoing political economic commercial technical founding pro-vice vice-executive higher parliamentary world`)
	// weakTitles need an organisation or an honorific beside a name: they are common nouns too.
	weakTitles = set("student graduate teacher scholar trainee trainer engineer expert specialist leader member researcher alumnus general state analyst economist representative")
	honorifics = set(`mr mrs ms miss mme madam madame dr drs prof professor assoc asst sir hon honourable honorable ir ts h.e he excellency his her dato' dato datuk datin datuk' tan sri seri seri' puan encik tun toh tengku tuan haji hajah hj hjh
		samdech neak oknha lok khun mom rajawongse phya bapak ibu pak bu u daw pehin dayang pengiran awang ustaz adjunct assoc.prof asst.prof assoc.prof.dr associate rev comrade tpr sr engr atty`)
	particles = set("bin binti bt bte b al al- el de da del dela van von der den la le ibn abd abdul anak a/l a/p s/o d/o y san dos")
	// english words that are written with a capital in names of bodies, titles and
	// headlines; no family or given names.
	english = set(`the a an of and or for in on at to from with by into under over between among through during after before since until as is are was were be been has have had will would can could may
		this that these those it its he she they we his her their our who which what when where while how why also both all each every more most other another some any such new first second third fourth fifth sixth seventh eighth ninth tenth
		education educational higher vocational technical technology technological science sciences scientific research innovation innovative innovations digital intelligence intelligent artificial smart online open international internationalisation internationalization global regional national provincial municipal local
		foreign affairs culture cultural cultures sport sports youth labour labor training human development resources resource social welfare health medical medicine agriculture agricultural forestry fisheries commerce trade economic economy economics finance financial industry industrial industries information communication communications transport transportation public works
		religious religion tourism environment environmental energy water planning investment interior home security defence defense justice law legal policy politics political strategic strategy cooperation cooperative collaboration exchange exchanges partnership dialogue people people's
		university college institute school academy ministry department bureau office centre center council committee association alliance federation union group company corporation government embassy republic kingdom state states province city county autonomous region district municipality capital area zone bay island islands
		conference forum summit week seminar workshop symposium meeting session ceremony opening closing signing launch expo fair exhibition competition contest tournament course camp programme program project plan initiative scheme scholarship scholarships fund
		language languages chinese mandarin english skills skill talent talents talented craftsman craftsmanship craftsmen artisan engineering engineer engineers mechanical electrical electronic electronics automotive automobile automation manufacturing logistics railway railways aviation maritime marine shipping supply chain chains business management administration accounting marketing
		student students teacher teachers youth women children graduate graduates graduate's alumni scholar scholars expert experts leader leaders official officials delegate delegates representative representatives guest guests participant participants
		modern advanced applied basic general special comprehensive joint collective mutual common shared sustainable green blue creative quality future world asia asian pacific southeast south north east west northern southern eastern western central southwest northwest northeast mainland belt road silk
		east-west bilateral multilateral memorandum understanding agreement agreements mou letter intent declaration statement contract project community friendship friendship peace prosperity development service services community communities
		january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday
		according however meanwhile moreover furthermore additionally addition currently recently today yesterday tomorrow later earlier now then here there similarly speaking adding citing noting dubbed held hosted organised organized jointly supported following based founded established
		minister president vice deputy director chairman secretary general governor mayor ambassador consul rector dean chancellor professor doctor head chief officer manager representative
		mathematics physics chemistry biology computer computing software data big cloud network networks cyber robot robots robotics robotic drone drones electric vehicle vehicles new-energy energy solar battery semiconductor chip nano biotechnology biomedical pharmacy nursing chinese-language traditional arts art music design film media journalism literature humanities history philosophy
		workshop luban confucius classroom classrooms institute's campus lab laboratory museum library heritage garden park tower hall hotel building convention stadium theatre theater grand royal imperial federal democratic socialist islamic people party communist congress assembly parliament
		normal teachers' polytechnic institute agricultural petroleum chemical textile mining geology construction architecture civil urban rural hydraulic hydropower power nuclear aerospace space ocean oceanography food science catering culinary hospitality tea fashion beauty elderly care early childhood pre-school primary secondary undergraduate postgraduate doctoral master bachelor degree
		photo photos source editor reporter written produced caption file courtesy credit share read related news advertisement email facebook copyright contact
		empowering empowerment promoting building deepening advancing strengthening enhancing fostering going connecting opening bridging shaping towards toward together
		upon amid amidst despite although because if once unlike like including include together thanks due given besides finally lastly notably overall thus therefore hence still yet even just only very
		one two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred thousand million billion dozens hundreds thousands
		award awards prize medal gold silver bronze honour honor honours honors order certificate certificates certification diploma
		agenda vision mission goal goals target plan blueprint roadmap framework mechanism platform hub base zone corridor belt gateway port bridge
		free duty open-up reform coordination coordinating drug control women's family mass communist veterans ethnic minority minorities population
		ministerial minister's senior-official officials' talks visit tour delegation trip week's annual biennial grand inaugural virtual hybrid offline
		lancang mekong lancang-mekong lmc rcep adult brics apec un unesco unicef seameo asean sino sino-asean china-asean asean-china tvet ai 5g it stem ict r&d`)
	months = set("january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec")
	days   = set("monday tuesday wednesday thursday friday saturday sunday")
)
