# check is what CI runs, in the same order.
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME ?= 3s

.PHONY: check fmt vet lint tidy test fuzz browser build bench score

check: fmt vet lint tidy test fuzz browser

fmt:
	@out=$$(gofmt -l .); if [ -n "$$out" ]; then echo "not gofmt-clean:"; echo "$$out"; exit 1; fi

vet:
	go vet ./...

lint:
	go run $(STATICCHECK) ./...

tidy:
	go mod tidy -diff

test:
	go test -race -timeout 20m ./...

# Every fuzz target of the module, one after the other.
fuzz:
	@set -e; grep -rlE '^func Fuzz' --include='*_test.go' . | xargs -n1 dirname | sort -u | while read d; do \
	  grep -hoE '^func Fuzz[A-Za-z0-9_]+' $$d/*_test.go | sed 's/func //' | sort -u | while read f; do \
	    echo "fuzz $$d $$f"; go test $$d -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x; done; done

# The pages in a real browser; in plain go test they skip where Chromium is absent.
browser:
	CAEWATCH_BROWSER=required go test -count=1 -run '^TestBrowser' .

build:
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o caewatch .

bench:
	go test -run '^$$' -bench . -benchtime 2s -timeout 30m ./...

# The extraction's score on annotated articles: SEEDS and GOLD as score.py wants them.
GOLD ?= ../shared/gold
SEEDS ?= ../shared/seeds
score: build
	@out=$$(mktemp -d); for f in $(SEEDS)/*.txt; do ./caewatch extract "$$f" > "$$out/$$(basename "$$f" .txt).json"; done; \
	  python3 $(GOLD)/score.py $(GOLD) "$$out" --misses; rm -rf "$$out"
