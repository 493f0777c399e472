using System.Collections.Immutable;
using System.Text.Json;
using Rialto.Host.Desk.Plugins;
using Rialto.Host.Desk.Status;
using Rialto.Host.Feeds.Replay;
using Rialto.Host.Tools.Client;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk.Door;

/// <summary>What somebody asks of a desk, read from JSON (docs/reference/desk-http.md), as the desk takes it.</summary>
/// <param name="Told">For the desk.</param>
/// <param name="Name">Of the command.</param>
/// <param name="Subject">Of what, for people.</param>
/// <param name="Reason">Why, as it was written; the desk's journal has what of it fits.</param>
/// <param name="Kind">Of a swap: what the strategy is, and what takes its place.</param>
/// <param name="Plugin">Of a swap: the assembly's path.</param>
internal readonly record struct DoorCommand(DeskCommand Told, string Name, string Subject, string Reason, string? Kind = null, string? Plugin = null);

/// <summary>A command that cannot be read.</summary>
/// <param name="Field">Which field.</param>
/// <param name="Problem">What is wrong with it.</param>
internal sealed record DoorMistake(string Field, string Problem);

/// <summary>Reads commands. Names become numbers by what the desk trades; nothing is decided here but that a command means one thing. Any thread.</summary>
/// <param name="settings">The desk's.</param>
/// <param name="listings">Its listings, which stay.</param>
/// <param name="traded">What it trades.</param>
internal sealed class DoorCommands(DeskSettings settings, ListingTable listings, ImmutableArray<TradedListing> traded)
{
    private static readonly Dictionary<string, DeskCommandKind> _kinds = new(StringComparer.Ordinal)
    {
        ["start"] = DeskCommandKind.Start,
        ["pause"] = DeskCommandKind.Pause,
        ["stop"] = DeskCommandKind.Stop,
        ["set_parameter"] = DeskCommandKind.SetParameter,
        ["set_limit"] = DeskCommandKind.SetLimit,
        ["cancel_all"] = DeskCommandKind.CancelAll,
        ["emergency_stop"] = DeskCommandKind.EmergencyStop,
        ["resume"] = DeskCommandKind.Resume,
        ["accept_difference"] = DeskCommandKind.AcceptDifference,
        ["settle"] = DeskCommandKind.Settle,
        ["swap"] = DeskCommandKind.Swap,
    };

    private static readonly string[] _fields = ["command", "strategy", "parameter", "limit", "venue", "symbol", "value", "reason", "confirm", "plugin"];

    /// <summary>The price of a settlement that takes back the one before.</summary>
    public const string TakesBack = "open";

    /// <summary>Longest reason.</summary>
    public const int ReasonLengthMax = 200;

    /// <summary>What must be typed to stop everything: the desk's name.</summary>
    public string Confirmation => settings.Name;

    /// <summary>Reads one.</summary>
    /// <param name="body">The request's JSON.</param>
    /// <param name="who">The operator.</param>
    /// <param name="strategies">As the newest report names them.</param>
    /// <param name="command">What was read.</param>
    /// <returns>Null where it was; else what is wrong.</returns>
    public DoorMistake? Read(JsonElement body, string who, ImmutableArray<StrategyName> strategies, out DoorCommand command)
    {
        command = default;
        if (body.ValueKind != JsonValueKind.Object)
            return new DoorMistake("command", "A command is an object.");
        foreach (var field in body.EnumerateObject())
        {
            if (!_fields.Contains(field.Name))
                return new DoorMistake(field.Name, $"'{field.Name}' is no field of a command. There are: {string.Join(", ", _fields)}.");
            if (field.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False))
                return new DoorMistake(field.Name, $"{field.Name} is a text.");
        }

        if (body.Member("command") is not { } name || !_kinds.TryGetValue(name, out var kind))
            return new DoorMistake("command", $"command is one of {string.Join(", ", _kinds.Keys)}.");
        var reason = body.Member("reason") ?? "";
        if (reason.Length > ReasonLengthMax || reason.Any(char.IsControl))
            return new DoorMistake("reason", $"reason has at most {ReasonLengthMax} characters, on one line.");
        var told = new DeskCommand { Kind = kind, Who = Text36.Of(who), Reason = Short(reason) };
        var subject = "";
        (string? Kind, string? Plugin) swap = default;
        var mistake = kind switch
        {
            DeskCommandKind.Swap => Swap(body, strategies, ref told, ref subject, ref swap),
            DeskCommandKind.Start or DeskCommandKind.Pause or DeskCommandKind.Stop => Strategy(body, strategies, ref told, ref subject, out _),
            DeskCommandKind.SetParameter => Parameter(body, strategies, ref told, ref subject),
            DeskCommandKind.SetLimit => Limit(body, strategies, ref told, ref subject),
            DeskCommandKind.CancelAll => CancelAll(body, strategies, ref told, ref subject),
            DeskCommandKind.EmergencyStop when body.Member("confirm") != Confirmation => new DoorMistake("confirm", $"confirm must be the desk's name, '{Confirmation}': everything is stopped."),
            DeskCommandKind.Resume when reason.Length == 0 => new DoorMistake("reason", "reason is missing: why may the desk trade again?"),
            DeskCommandKind.Settle => Settle(body, reason, ref told, ref subject),
            DeskCommandKind.AcceptDifference => Difference(body, reason, ref told, ref subject),
            _ => null,
        };
        command = new DoorCommand(told, name, subject, reason, swap.Kind, swap.Plugin);
        return mistake;
    }

    // A text of the journal has 36 characters and no blanks; the door's own file has all of it.
    private static Text36 Short(string reason)
    {
        Span<char> text = stackalloc char[Math.Min(reason.Length, Text36.LengthMax)];
        for (var i = 0; i < text.Length; i++)
            text[i] = reason[i] is > ' ' and < (char)0x7F ? reason[i] : '_';
        return text.IsEmpty || !Text36.TryCreate(text, out var value) ? default : value;
    }

    private static DoorMistake? Strategy(JsonElement body, ImmutableArray<StrategyName> strategies, ref DeskCommand told, ref string subject, out StrategyName? found)
    {
        var name = body.Member("strategy");
        found = strategies.FirstOrDefault(one => one.Name == name);
        if (found is null)
            return new DoorMistake("strategy", name is null ? "strategy is missing." : $"There is no strategy '{name}'. There are: {string.Join(", ", strategies.Select(one => one.Name))}.");
        told.Strategy = found.Id;
        subject = found.Name;
        return null;
    }

    /// <summary>An assembly is named by its file in the desk's folder of plugins: whoever may talk to the door may not for that reason load any file of the machine.</summary>
    private DoorMistake? Swap(JsonElement body, ImmutableArray<StrategyName> strategies, ref DeskCommand told, ref string subject, ref (string? Kind, string? Plugin) swap)
    {
        if (Strategy(body, strategies, ref told, ref subject, out var strategy) is { } mistake)
            return mistake;
        var name = body.Member("plugin") ?? "";
        if (name.Length == 0 || Path.GetFileName(name) != name || name is "." or "..")
            return new DoorMistake("plugin", $"plugin is the name of a file in {Path.Combine(settings.Folder, PluginShelf.FolderName)}.");
        swap = (strategy!.Declaration.Name, Path.Combine(settings.Folder, PluginShelf.FolderName, name));
        subject = $"{strategy.Name} {name}";
        return null;
    }

    private static DoorMistake? Parameter(JsonElement body, ImmutableArray<StrategyName> strategies, ref DeskCommand told, ref string subject)
    {
        if (Strategy(body, strategies, ref told, ref subject, out var strategy) is { } mistake)
            return mistake;
        var name = body.Member("parameter") ?? "";
        var place = strategy!.Declaration.IndexOf(name);
        if (place < 0)
            return new DoorMistake("parameter", $"'{strategy.Declaration.Name}' has no parameter '{name}'. It has: {string.Join(", ", strategy.Declaration.Parameters.Select(one => one.Name))}.");
        if (body.Member("value") is not { } text)
            return new DoorMistake("value", "value is missing.");
        if (strategy.Declaration.Parameters[place].Parse(text, out var value) is { } wrong)
            return new DoorMistake("value", wrong);
        (told.Number, told.Value, subject) = (place, value, $"{strategy.Name} {name} {text}");
        return null;
    }

    private DoorMistake? Limit(JsonElement body, ImmutableArray<StrategyName> strategies, ref DeskCommand told, ref string subject)
    {
        var name = body.Member("limit") ?? "";
        if (!Enum.TryParse<RiskLimitKind>(name, out var kind) || kind.ToString() != name || kind is RiskLimitKind.None or RiskLimitKind.DifferenceAccepted or RiskLimitKind.RejectsBreakerClosed)
            return new DoorMistake("limit", "limit is the name of a limit, as the status has it: TotalGross, StrategyRate, DeskModeOf, ...");
        told.Number = (int)kind;
        if (Scope(body, kind, strategies, ref told, ref subject, out var listing) is { } mistake)
            return mistake;
        if (body.Member("value") is not { } text)
            return new DoorMistake("value", "value is missing.");
        if (kind is RiskLimitKind.DeskModeOf or RiskLimitKind.VenueModeOf or RiskLimitKind.StrategyModeOf)
        {
            if (!Enum.TryParse<DeskMode>(text, ignoreCase: true, out var mode) || !Enum.IsDefined(mode) || char.IsAsciiDigit(text[0]))
                return new DoorMistake("value", $"value is a mode: {string.Join(", ", Enum.GetNames<DeskMode>())}.");
            told.Value = ParameterValue.Of((long)mode);
        }
        else if (text == "unlimited")
        {
            told.Value = ParameterValue.Of(RiskLimits.Unlimited);
        }
        else
        {
            var (unit, scale) = RiskReport.UnitOf(kind);
            scale = scale < 0 ? listing!.QuantityScale : scale;
            if (text.Length > DecimalText.MaxLength || DecimalText.TryParse(System.Text.Encoding.UTF8.GetBytes(text), scale, out var units) != DecimalTextError.None || units < 0)
                return new DoorMistake("value", $"value is a decimal of zero or more with at most {scale} decimals, in {(unit == "reporting" ? settings.Reporting.ToString() : unit)}, or unlimited.");
            told.Value = ParameterValue.Of(units);
        }

        subject = $"{kind} {subject} {text}".Replace("  ", " ", StringComparison.Ordinal);
        return null;
    }

    private DoorMistake? Scope(JsonElement body, RiskLimitKind kind, ImmutableArray<StrategyName> strategies, ref DeskCommand told, ref string subject, out Listing? listing)
    {
        listing = null;
        switch (RiskLimitKinds.ScopeOf(kind))
        {
            case RiskScope.Listing:
                return Market(body, ref told, ref subject, out listing);
            case RiskScope.Symbol:
                var symbol = body.Member("symbol");
                if (traded.FirstOrDefault(one => listings[one.Listing].Symbol == symbol) is not { } found)
                    return new DoorMistake("symbol", symbol is null ? "symbol is missing." : $"The desk does not trade '{symbol}'.");

                // A limit's scope comes as the number of whatever it is about; a symbol has no field of its own.
                (told.Strategy, subject) = (new StrategyId(found.Symbol), symbol!);
                return null;
            case RiskScope.Venue:
                return Venue(body, ref told, ref subject);
            case RiskScope.Strategy:
                return Strategy(body, strategies, ref told, ref subject, out _);
            default:
                return null;
        }
    }

    private DoorMistake? Settle(JsonElement body, string reason, ref DeskCommand told, ref string subject)
    {
        if (Market(body, ref told, ref subject, out var listing) is { } mistake)
            return mistake;
        if (reason.Length == 0)
            return new DoorMistake("reason", "reason is missing: who says that it was settled so?");
        if (body.Member("value") is not { } text)
            return new DoorMistake("value", "value is missing: what each unit is paid, or refund.");
        if (text == TakesBack)
        {
            (told.Number, subject) = (DeskCommand.TakesBack, $"{subject} {text}");
            return null;
        }

        var isRefund = text == "refund";
        var units = 0L;
        if (!isRefund && (text.Length > DecimalText.MaxLength || DecimalText.TryParse(System.Text.Encoding.UTF8.GetBytes(text), listing!.PriceScale, out units) != DecimalTextError.None))
            return new DoorMistake("value", $"value is a decimal with at most {listing!.PriceScale} decimals, or refund.");
        if (isRefund ? !listing!.HasEnd : !listing!.CanSettleAt(new Price(units)))
            return new DoorMistake("value", $"{listing.Symbol} ({listing.Kind}) cannot be settled at {text}: an outcome pays zero to one, a contract more than zero; a spot pair has no end.");
        var name = $"{ReportText.VenueOf(listing.Venue)}:{listing.Symbol}";
        if (settings.Mode == StrategyMode.Live && body.Member("confirm") != name)
            return new DoorMistake("confirm", $"confirm must be the market, '{name}': from then on no order of it is taken, its position is worth {text} each, and the venue's payment is expected.");
        (told.Value, told.Number, subject) = (ParameterValue.Of(units), isRefund ? 1 : 0, $"{subject} {text}");
        return null;
    }

    private DoorMistake? CancelAll(JsonElement body, ImmutableArray<StrategyName> strategies, ref DeskCommand told, ref string subject)
    {
        var (hasStrategy, hasMarket) = (body.Member("strategy") is not null, body.Member("symbol") is not null || body.Member("venue") is not null);
        if (hasStrategy && hasMarket)
            return new DoorMistake("symbol", "Orders of one strategy, or of one market, or all: not two at once.");
        subject = "everything";
        return hasStrategy ? Strategy(body, strategies, ref told, ref subject, out _) : hasMarket ? Market(body, ref told, ref subject, out _) : null;
    }

    private DoorMistake? Difference(JsonElement body, string reason, ref DeskCommand told, ref string subject) =>
        Venue(body, ref told, ref subject) ?? (reason.Length == 0 ? new DoorMistake("reason", "reason is missing: why is the venue right?") : null);

    private DoorMistake? Venue(JsonElement body, ref DeskCommand told, ref string subject)
    {
        var name = body.Member("venue");
        if (name is null || !VenueDialects.TryFind(name, out var dialect) || settings.Venues.All(one => one.Venue != dialect.Venue))
            return new DoorMistake("venue", name is null ? "venue is missing." : $"The desk has no account at '{name}'.");
        (told.Venue, subject) = (dialect.Venue, name);
        return null;
    }

    private DoorMistake? Market(JsonElement body, ref DeskCommand told, ref string subject, out Listing? listing)
    {
        listing = null;
        var (venue, symbol) = (body.Member("venue"), body.Member("symbol"));
        if (venue is null || symbol is null)
            return new DoorMistake(venue is null ? "venue" : "symbol", "A market is a venue and a symbol.");
        var found = traded.Select(one => listings[one.Listing]).FirstOrDefault(one => one.Symbol == symbol && ReportText.VenueOf(one.Venue) == venue);
        if (found is null)
            return new DoorMistake("symbol", $"The desk does not trade '{symbol}' at '{venue}'.");
        listing = found;
        (told.Listing, subject) = (found.Id, $"{venue} {symbol}");
        return null;
    }
}
