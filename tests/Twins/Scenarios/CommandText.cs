using System.Globalization;
using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Scenarios;

/// <summary>Reads one command of a scenario; docs/reference/scenarios.md has the language. Throws <see cref="FormatException"/> with what it did not understand.</summary>
public sealed partial class CommandText
{
    private readonly Vocabulary _words;
    private readonly Queue<string> _tokens;
    private readonly Dictionary<string, string> _options = [];
    private Command _command;
    private Instrument _instrument;

    private CommandText(Vocabulary words, string line)
    {
        _words = words;
        _instrument = words.Instrument(Vocabulary.Usual.Id);
        _tokens = new Queue<string>();
        foreach (var token in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            if (token.IndexOf('=') is > 0 and var at)
                _options.Add(token[..at], token[(at + 1)..]);
            else
                _tokens.Enqueue(token);
    }

    /// <summary>The name that the line gives to the order it enters; null if none.</summary>
    public string? OrderName { get; private set; }

    /// <summary>Reads a line. Sequence and time are left to the caller, except that <c>clock</c> and <c>time</c> move the scenario's clock.</summary>
    /// <returns>Null for a line that is no command of the exchange (<c>clock</c>).</returns>
    public static (Command Command, string? OrderName)? Read(Vocabulary words, string line)
    {
        var text = new CommandText(words, line);
        if (!text.ReadCommand())
            return null;
        return (text._command, text.OrderName);
    }

    private bool ReadCommand()
    {
        if (_options.Remove("on", out var symbol))
            _instrument = _words.Instrument(symbol);
        var verb = _tokens.Dequeue();
        switch (verb)
        {
            case "buy" or "sell":
                ReadOrder(OrderType.Limit, verb);
                break;
            case "limit" or "market" or "stop" or "stop-limit":
                ReadOrder(verb switch { "market" => OrderType.Market, "stop" => OrderType.StopLoss, "stop-limit" => OrderType.StopLimit, _ => OrderType.Limit }, _tokens.Dequeue());
                break;
            case "cancel" or "reduce" or "replace":
                ReadChange(verb);
                break;
            case "mass-cancel":
                ReadMassCancel();
                break;
            case "open-session" or "close-session":
                ReadSession(verb == "open-session");
                break;
            case "define":
                ReadDefinition();
                break;
            case "rules":
                ReadRules();
                break;
            case "state":
                var state = _tokens.Dequeue();
                _command = Command.SetInstrumentState(_instrument.Id, Enum.TryParse<InstrumentState>(state, true, out var known) ? known : (InstrumentState)Vocabulary.Number(state));
                break;
            case "breaker" or "market-breaker" or "index-member" or "market-day" or "kill" or "unkill":
                ReadGuard(verb);
                break;
            case "fee-tier" or "fee-weight" or "fee-account-tier" or "promotion" or "maker":
                _command = new FeeText(_words, _instrument, _tokens, _options).Read(verb);
                break;
            case "twap" or "vwap" or "pov":
                ReadAlgo(Enum.Parse<AlgoType>(verb, true));
                break;
            case "algo-pause" or "algo-resume" or "algo-cancel":
                ReadAlgoChange(verb);
                break;
            case "open-basket" or "leg" or "schedule-basket" or "submit-basket" or "pause-basket" or "resume-basket" or "drop-basket":
                ReadBasket(verb);
                break;
            case "curve":
                ReadCurve();
                break;
            case "contract" or "mark" or "funding" or "limit-position" or "tier" or "leverage" or "isolate" or "fund-insurance" or "settle":
                ReadMargin(verb);
                break;
            case "day":
                _command = Command.SetTradingDay(_instrument.Id, _words.Moment(_tokens.Dequeue()));
                break;
            case "time" or "clock":
                if (_tokens.TryDequeue(out var moment))
                    _words.Clock = _words.Moment(moment);
                _command = Command.AdvanceTime(_tokens.TryDequeue(out var read) ? _words.Moment(read) : default);
                break;
            case "asset":
                var code = _tokens.Dequeue();
                _command = Command.DefineAsset(new Asset(
                    new AssetId((int)Vocabulary.Number(Option("number", "1"))), code == "-" ? Text36.Empty : Text36.Of(code), byte.Parse(Option("scale", "2"))));
                break;
            case "account":
                ReadAccount();
                break;
            case "deposit" or "withdraw" or "transfer":
                ReadMovement(verb);
                break;
            case "verify" or "verification" or "tier-limit" or "country":
                ReadCustomer(verb);
                break;
            case "raw":
                _command = new Command { Owner = new OwnerId(1), Instrument = _instrument.Id };
                break;
            default:
                throw new FormatException($"'{verb}' is not a command");
        }

        ReadRawFields();
        if (_tokens.Count > 0)
            throw new FormatException($"'{_tokens.Peek()}' is not understood here");
        if (_options.Count > 0)
            throw new FormatException($"'{_options.First().Key}=' is not understood here");
        return verb != "clock";
    }

    private void ReadOrder(OrderType type, string side)
    {
        _command = new Command { Kind = CommandKind.NewOrder, Instrument = _instrument.Id, Owner = Owner("alice"), Side = Side(side) };
        var (timeInForce, prevention, postOnly) = (type == OrderType.Market ? TimeInForce.Ioc : TimeInForce.Gtc, SelfTradePrevention.None, PostOnly.Off);
        var (rejectIfShort, budget, idempotent) = (false, false, false);
        var first = _tokens.Dequeue();
        if (first == "budget")
            (budget, _command.Quantity) = (true, new Quantity(Vocabulary.Scaled(_tokens.Dequeue(), _instrument.MoneyScale)));
        else
            _command.Quantity = Quantity(first);
        while (_tokens.TryDequeue(out var token))
        {
            switch (token)
            {
                case "@":
                    _command.Price = Price();
                    break;
                case "show":
                    _command.DisplayQuantity = Quantity(_tokens.Dequeue());
                    break;
                case "trigger":
                    _command.TriggerPrice = Price();
                    break;
                case "gtc" or "ioc" or "fok" or "day":
                    timeInForce = Enum.Parse<TimeInForce>(token, true);
                    break;
                case "gtd":
                    (timeInForce, _command.ExpireTime) = (TimeInForce.Gtd, _words.Moment(_tokens.Dequeue()));
                    break;
                case "until":
                    _command.ExpireTime = _words.Moment(_tokens.Dequeue());
                    break;
                case "post-only":
                    postOnly = PostOnly.Reject;
                    break;
                case "slide":
                    postOnly = PostOnly.Slide;
                    break;
                case "stp":
                    prevention = Enum.Parse<SelfTradePrevention>(_tokens.Dequeue().Replace("-", "", StringComparison.Ordinal), true);
                    break;
                case "reject-if-short":
                    rejectIfShort = true;
                    break;
                case "as-budget":
                    budget = true;
                    break;
                case "idempotent":
                    idempotent = true;
                    break;
                default:
                    throw new FormatException($"'{token}' is not understood in an order");
            }
        }

        _command.Terms = OrderTerms.Of(type, timeInForce, prevention, postOnly, rejectIfShort, budget, idempotent);
        if (_options.Remove("id", out var id))
            (_command.Text, OrderName) = (Text36.Of(id), id);
        if (_options.Remove("as", out var name))
            OrderName = name;
        _command.Group = new OwnerGroup((int)Vocabulary.Number(_options.Remove("group", out var group) ? group : "0"));
        _command.Session = Session();
    }

    private void ReadChange(string verb)
    {
        _command = new Command { Kind = verb switch { "cancel" => CommandKind.CancelOrder, "reduce" => CommandKind.ReduceOrder, _ => CommandKind.ReplaceOrder } };
        if (_options.Remove("id", out var id))
        {
            _command.Text = Text36.Of(id);
            _command.Owner = Owner("alice");
        }
        else
        {
            (_command.OrderId, var owner) = _words.Order(_tokens.Dequeue());
            _instrument = _words.Instrument(_words.InstrumentOf(_command.OrderId));
            _command.Owner = _options.Remove("owner", out var other) ? Vocabulary.Owner(other) : owner;
        }

        if (_options.Remove("new-id", out var newId))
            _command.Text = Text36.Of(newId);
        _command.Session = Session();
        while (_tokens.TryDequeue(out var token))
        {
            switch (token)
            {
                case "by" or "total":
                    _command.Quantity = Quantity(_tokens.Dequeue());
                    break;
                case "@":
                    _command.Price = Price();
                    break;
                case "show":
                    _command.DisplayQuantity = Quantity(_tokens.Dequeue());
                    break;
                case "trigger":
                    _command.TriggerPrice = Price();
                    break;
                default:
                    throw new FormatException($"'{token}' is not understood in a {verb}");
            }
        }
    }

    private void ReadMassCancel()
    {
        var scope = MassCancelScope.Owner;
        var owner = _options.Remove("owner", out var name) ? name : "alice";
        if (owner == "all")
            (scope, owner) = (MassCancelScope.AllOwners, "exchange");
        _command = Command.MassCancel(Vocabulary.Owner(owner), _instrument.Id, scope);
        if (_tokens.Count > 0 && _tokens.Peek() == "everywhere")
        {
            _tokens.Dequeue();
            _command.Instrument = InstrumentId.None;
        }

        if (_tokens.Count > 0)
        {
            _command.Side = Side(_tokens.Dequeue());
            scope |= MassCancelScope.OneSide;
        }

        _command.Session = Session();
        if (_command.Session.Value != 0)
            scope |= MassCancelScope.OneSession;
        _command.Terms = new OrderTerms((ushort)scope);
    }

    private void ReadSession(bool open)
    {
        var session = new SessionId((int)Vocabulary.Number(_tokens.Dequeue()));
        var owner = Owner("alice");
        var address = _options.Remove("address", out var text) ? Text36.Of(text) : Text36.Empty;
        var cancelOnDisconnect = open && _tokens.TryPeek(out var token) && token == "cancel-on-disconnect";
        if (cancelOnDisconnect)
            _tokens.Dequeue();
        _command = open ? Command.OpenSession(session, owner, address, cancelOnDisconnect) : Command.CloseSession(session, owner);
    }

    private void ReadAccount()
    {
        var rights = AccountRights.None;
        var account = Vocabulary.Owner(_tokens.Dequeue());
        foreach (var right in Option("rights", "all").Split(','))
            rights |= Enum.Parse<AccountRights>(right, true);
        _command = Command.SetAccount(new Account(
            account, Vocabulary.Owner(Option("parent", "0")), new OwnerGroup((int)Vocabulary.Number(Option("group", "0"))),
            _options.Remove("name", out var name) ? Text36.Of(name) : Text36.Empty, rights));
    }

    private void ReadMovement(string verb)
    {
        var amount = _tokens.Dequeue();
        var asset = _words.Asset(_tokens.Dequeue());
        _command = new Command
        {
            Kind = Enum.Parse<CommandKind>(verb, true),
            Owner = Owner("alice"),
            Asset = asset.Id,
            Amount = new Money(Vocabulary.Scaled(amount, asset.Scale)),
        };
        if (_options.Remove("ref", out var reference))
            _command.Text = Text36.Of(reference);
        if (_options.Remove("to", out var to))
            _command.To = Vocabulary.Owner(to);
    }

    private void ReadDefinition()
    {
        var symbol = _tokens.Dequeue();
        var scales = Option("scales", "2/0/2").Split('/').Select(byte.Parse).ToArray();
        long Of(string key, string otherwise, int scale) => Vocabulary.Scaled(Option(key, otherwise), scale);
        var instrument = new Instrument(
            new InstrumentId((int)Vocabulary.Number(Option("number", "1"))), symbol == "-" ? Text36.Empty : Text36.Of(symbol), scales[0], scales[1], scales[2],
            new Price(Of("tick", "0.01", scales[0])), new Quantity(Of("lot", "1", scales[1])),
            new Quantity(Of("min", "1", scales[1])), new Quantity(Of("max", "1000000", scales[1])),
            _options.Remove("base", out var traded) ? _words.Asset(traded).Id : default, _options.Remove("quote", out var quote) ? _words.Asset(quote).Id : default);
        _command = Command.DefineInstrument(instrument);
        OrderName = null;
    }

    private void ReadRules()
    {
        int Ppm(string key) => (int)Vocabulary.Number(Option(key, "0"));
        Money Amount(string key) => new(Vocabulary.Scaled(Option(key, "0"), _instrument.MoneyScale));
        var rejectShort = _tokens.TryPeek(out var token) && token == "reject-short";
        if (rejectShort)
            _tokens.Dequeue();
        _command = Command.SetInstrumentRules(_instrument.Id, new InstrumentRules(
            Ppm("maker"), Ppm("taker"), Ppm("auction"), Ppm("band"), Ppm("collar"), Amount("min"), Amount("max"),
            new Price(Vocabulary.Scaled(Option("reference", "0"), _instrument.PriceScale)), rejectShort, Ppm("tranches")));
    }

    private void ReadGuard(string verb)
    {
        int Ppm(string key) => (int)Vocabulary.Number(Option(key, "0"));
        int Ms(string key) => (int)((_words.Moment("+" + Option(key, "0s")).Nanoseconds - _words.Clock.Nanoseconds) / 1_000_000);
        bool Takes(string word)
        {
            var takes = _tokens.TryPeek(out var token) && token == word;
            if (takes)
                _tokens.Dequeue();
            return takes;
        }

        switch (verb)
        {
            case "breaker":
                _command = Command.SetBreaker(_instrument.Id, new BreakerRules(
                    Ms("window"), Ppm("move"), Ppm("band"), Ms("limit-state"), Ms("pause"), Ms("auction"), Takes("cancel-orders")));
                break;
            case "market-breaker":
                _command = Command.SetMarketBreaker(new MarketBreakerRules(
                    Ppm("level1"), Ppm("level2"), Ppm("level3"), Ms("pause1"), Ms("pause2"), Ms("pause3"), Ms("auction"), Takes("cancel-orders"), Takes("members-only")));
                break;
            case "index-member":
                _command = Command.SetIndexMember(_instrument.Id, Vocabulary.Number(Option("weight", "0")), new Price(Vocabulary.Scaled(Option("reference", "0"), _instrument.PriceScale)));
                break;
            case "market-day":
                _command = Command.StartMarketDay(Takes("roll"));
                break;
            default:
                var scope = Enum.Parse<KillScope>(_tokens.Dequeue(), true);
                var owner = scope == KillScope.Account ? Owner("alice") : default;
                _command = Command.SetKillSwitch(
                    KillSwitch.Of(scope, verb == "kill", Takes("cancel"), scope == KillScope.Instrument ? _instrument.Id : default, owner, Session()),
                    _options.Remove("note", out var note) ? Text36.Of(note) : default);
                break;
        }
    }

    private void ReadAlgo(AlgoType type)
    {
        var side = Side(_tokens.Dequeue());
        _command = new Command { Kind = CommandKind.StartAlgo, Instrument = _instrument.Id, Owner = Owner("alice"), Side = side, Quantity = Quantity(_tokens.Dequeue()) };
        var (passive, finish, prevention, intervalMs) = (false, false, SelfTradePrevention.None, 60_000L);
        var lasts = "10m";
        while (_tokens.TryDequeue(out var token))
        {
            switch (token)
            {
                case "@":
                    _command.Price = Price();
                    break;
                case "over":
                    lasts = _tokens.Dequeue();
                    break;
                case "every":
                    intervalMs = (_words.Moment("+" + _tokens.Dequeue()).Nanoseconds - _words.Clock.Nanoseconds) / 1_000_000;
                    break;
                case "from":
                    _command.StartTime = _words.Moment(_tokens.Dequeue());
                    break;
                case "passive":
                    passive = true;
                    break;
                case "finish":
                    finish = true;
                    break;
                case "stp":
                    prevention = Enum.Parse<SelfTradePrevention>(_tokens.Dequeue().Replace("-", "", StringComparison.Ordinal), true);
                    break;
                default:
                    throw new FormatException($"'{token}' is not understood in an algo order");
            }
        }

        var start = _command.StartTime > _words.Clock ? _command.StartTime : _words.Clock;
        _command.ExpireTime = new Timestamp(start.Nanoseconds + _words.Moment("+" + lasts).Nanoseconds - _words.Clock.Nanoseconds);
        _command.Terms = new OrderTerms(AlgoTerms.Of(type, passive, finish, prevention).Bits);
        int Number(string key, string otherwise) => (int)Vocabulary.Number(Option(key, otherwise));
        _command.Pace = AlgoPace.Of((int)intervalMs, Number("participation", "0"), Number("catch-up", "100"), Number("jitter", "0"));
        if (_options.Remove("id", out var id))
            _command.Text = Text36.Of(id);
        _command.Group = new OwnerGroup(Number("group", "0"));
        _command.Session = Session();
    }

    private void ReadAlgoChange(string verb)
    {
        var kind = verb switch { "algo-pause" => CommandKind.PauseAlgo, "algo-resume" => CommandKind.ResumeAlgo, _ => CommandKind.CancelAlgo };
        var name = _options.Remove("id", out var id) ? Text36.Of(id) : default;
        _command = Command.ChangeAlgo(kind, Owner("alice"), name.IsEmpty ? new AlgoId(Vocabulary.Number(_tokens.Dequeue())) : default, name);
    }

    private void ReadCurve()
    {
        var weights = new ushort[24];
        if (_tokens.TryPeek(out var token) && token == "clear")
        {
            _tokens.Dequeue();
            _command = Command.SetVolumeCurve(_instrument.Id, 4, []);
            return;
        }

        var part = (int)Vocabulary.Number(Option("quarter", "0"));
        foreach (var pair in Option("weights", "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split(':')))
            weights[int.Parse(pair[0], CultureInfo.InvariantCulture)] = ushort.Parse(pair[1], CultureInfo.InvariantCulture);
        _command = Command.SetVolumeCurve(_instrument.Id, part, weights);
    }

    private void ReadMargin(string verb)
    {
        int Number(string key, string otherwise) => (int)Vocabulary.Number(Option(key, otherwise));
        switch (verb)
        {
            case "contract":
                _command = Command.SetContract(_instrument.Id, new ContractTerms(
                    _words.Asset(_tokens.Dequeue()).Id, Number("multiplier", "1"), Number("initial", "100000"), Number("maintenance", "50000"), Number("collar", "100000"), Number("step", "500000"), Number("fee", "0"),
                    _options.Remove("expiry", out var expiry) ? _words.Moment(expiry) : default));
                break;
            case "mark":
                _command = Command.SetMarkPrice(_instrument.Id, Price());
                break;
            case "funding":
                _command = Command.ApplyFunding(_instrument.Id, Vocabulary.Number(_tokens.Dequeue()));
                break;
            case "limit-position":
                var tier = (ushort)Number("tier", "0");
                _command = Command.SetPositionLimit(_instrument.Id, Owner("exchange"), tier, Quantity(_tokens.Dequeue()), Quantity(Option("order", "0")));
                break;
            case "tier":
                _command = Command.SetRiskTier(Owner("alice"), (ushort)Vocabulary.Number(_tokens.Dequeue()));
                break;
            case "leverage":
                var leverage = (int)Vocabulary.Number(_tokens.Dequeue());
                var isIsolated = _tokens.TryPeek(out var mode) && mode == "isolated";
                if (isIsolated)
                    _tokens.Dequeue();
                _command = Command.SetLeverage(Owner("alice"), _instrument.Id, leverage, isIsolated ? MarginMode.Isolated : MarginMode.Cross);
                break;
            case "isolate":
                _command = Command.MoveIsolatedMargin(Owner("alice"), _instrument.Id, new Money(Vocabulary.Scaled(_tokens.Dequeue(), _instrument.MoneyScale)));
                break;
            case "fund-insurance":
                var amount = _tokens.Dequeue();
                var asset = _words.Asset(_tokens.Dequeue());
                _command = Command.FundInsurance(asset.Id, new Money(Vocabulary.Scaled(amount, asset.Scale)), _options.Remove("note", out var note) ? Text36.Of(note) : default);
                break;
            default:
                _command = Command.SettleContract(_instrument.Id, Price());
                break;
        }
    }

    private void ReadCustomer(string verb)
    {
        bool Takes(string word)
        {
            var takes = _tokens.TryPeek(out var token) && token == word;
            if (takes)
                _tokens.Dequeue();
            return takes;
        }

        CountryCode Country(string text) => CountryCode.TryCreate(text == "-" ? default : Text36.Of(text), out var country) ? country : throw new FormatException($"'{text}' is no country");
        switch (verb)
        {
            case "verify":
                var customer = Vocabulary.Owner(_tokens.Dequeue());
                _command = Command.SetVerification(
                    customer,
                    new Verification(Enum.Parse<VerificationState>(_tokens.Dequeue(), true), Enum.Parse<VerificationTier>(Option("tier", "unverified"), true), Country(Option("country", "-"))),
                    Takes("cancel"));
                break;
            case "verification":
                _command = Command.SetVerificationPolicy(new VerificationPolicy(_tokens.Dequeue() == "required", Takes("listed-only")));
                break;
            case "tier-limit":
                var tier = Enum.Parse<VerificationTier>(_tokens.Dequeue(), true);
                var asset = _words.Asset(_tokens.Dequeue());
                long Most(string key) => _options.Remove(key, out var amount) ? Vocabulary.Scaled(amount, asset.Scale) : DailyLimits.Unlimited;
                _command = Command.SetTierLimit(new TierLimit(tier, asset.Id, new DailyLimits(Most("deposit"), Most("withdraw"), Most("trade"))));
                break;
            default:
                var country = Country(_tokens.Dequeue());
                var isListed = _tokens.Dequeue() == "listed";
                _command = Command.SetCountry(country, isListed, _options.Remove("closed", out var closed) ? Enum.Parse<AccountRights>(closed, true) : AccountRights.None);
                break;
        }
    }

    /// <summary>Fields set by number, to say what the language otherwise cannot: <c>kind= terms= side= text=</c> (a word of 8 raw bytes) and owner.</summary>
    private void ReadRawFields()
    {
        if (_options.Remove("kind", out var kind))
            _command.Kind = (CommandKind)Vocabulary.Number(kind);
        if (_options.Remove("terms", out var terms))
            _command.Terms = new OrderTerms((ushort)Vocabulary.Number(terms));
        if (_options.Remove("side", out var side))
            _command.Side = (Side)Vocabulary.Number(side);
        if (_options.Remove("text", out var text))
            _command.Text = new Text36((ulong)Vocabulary.Number(text), 0, 0, 0, 0);
        if (_options.Remove("owner", out var owner))
            _command.Owner = Vocabulary.Owner(owner);
    }

    private string Option(string key, string otherwise) => _options.Remove(key, out var value) ? value : otherwise;
    private OwnerId Owner(string otherwise) => Vocabulary.Owner(Option("owner", otherwise));
    private SessionId Session() => new((int)Vocabulary.Number(Option("session", "0")));
    private Price Price() => new(Vocabulary.Scaled(_tokens.Dequeue(), _instrument.PriceScale));
    private Quantity Quantity(string text) => new(Vocabulary.Scaled(text, _instrument.QuantityScale));
    private static Side Side(string text) => Enum.TryParse<Side>(text, true, out var side) ? side : throw new FormatException($"'{text}' is neither buy nor sell");
}
