using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance;

/// <summary>
/// The parameters of one request: of query and body (form) in REST, of the object <c>params</c> in the WebSocket API. Names are as Binance writes them, in either case of letters that it does.
/// A getter that refuses leaves the refusal in <see cref="Error"/>, the first one stays. Cold; one request's.
/// </summary>
internal sealed partial class BinanceParameters
{
    /// <summary>What Binance allows of a client's order id.</summary>
    public const string ClientOrderIdRange = @"^[\.A-Z\:/a-z0-9_-]{1,36}$";

    private const int MaxCount = 64;

    private static readonly string[] OfEveryRequest = ["timestamp", "recvWindow", "signature", "apiKey"];

    private readonly List<(string Name, string Value)> _all = [];
    private ulong _read;

    /// <summary>What was wrong with the first parameter that could not be read; null while all is well.</summary>
    public BinanceError? Error { get; private set; }

    /// <summary>All of them, in the order they came.</summary>
    public IReadOnlyList<(string Name, string Value)> All => _all;

    /// <summary>The value as it was sent, escapes undone; null where it was not sent.</summary>
    public string? this[string name]
    {
        get
        {
            for (var i = 0; i < _all.Count; i++)
            {
                if (!_all[i].Name.Equals(name, StringComparison.Ordinal))
                    continue;
                _read |= 1UL << i;
                return _all[i].Value;
            }

            return null;
        }
    }

    /// <summary>
    /// Once an operation has asked for all it knows, and before it does anything: the first refusal, or that something was sent which nobody asked for. A misspelt parameter of an order is no small matter.
    /// </summary>
    public BinanceError? Refusal
    {
        get
        {
            if (Error is not null)
                return Error;
            foreach (var name in OfEveryRequest)
                _ = this[name];
            var read = System.Numerics.BitOperations.PopCount(_read);
            return read == _all.Count ? null : new BinanceError(-1104, $"Not all sent parameters were read; read '{read}' parameter(s) but was sent '{_all.Count}'.");
        }
    }

    /// <summary>Reads a query (without its question mark) and a form; where a name is in both, the query's counts.</summary>
    public static BinanceParameters OfForm(ReadOnlySpan<char> query, ReadOnlySpan<char> body)
    {
        var parameters = new BinanceParameters();
        parameters.Read(query, 0);
        parameters.Read(body, parameters._all.Count);
        return parameters;
    }

    /// <summary>Reads the object <c>params</c>; numbers, booleans and lists become the text that JSON has for them.</summary>
    public static BinanceParameters OfJson(JsonElement parameters)
    {
        var read = new BinanceParameters();
        if (parameters.ValueKind == JsonValueKind.Undefined)
            return read;
        if (parameters.ValueKind != JsonValueKind.Object)
        {
            read.Refuse(new BinanceError(-1135, "Invalid JSON Request"));
            return read;
        }

        foreach (var one in parameters.EnumerateObject())
        {
            if (one.Value.ValueKind == JsonValueKind.Null)
                continue;
            read.Add(one.Name, one.Value.ValueKind == JsonValueKind.String ? one.Value.GetString()! : one.Value.GetRawText(), 0);
        }

        return read;
    }

    /// <summary>Keeps a refusal, unless there is one already; always false.</summary>
    public bool Refuse(BinanceError error)
    {
        Error ??= error;
        return false;
    }

    /// <summary>True where it was sent and is not empty. One that was sent empty is refused.</summary>
    public bool Has(string name)
    {
        var value = this[name];
        return value is { Length: > 0 } || (value is not null && Refuse(BinanceError.Empty(name)));
    }

    /// <summary>Takes parameters that are allowed and change nothing here.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            _ = this[name];
    }

    /// <summary>A text that must be there; empty where it is refused.</summary>
    public string Text(string name)
    {
        if (this[name] is { Length: > 0 } value)
            return value;
        Refuse(BinanceError.Missing(name));
        return string.Empty;
    }

    /// <summary>A whole number in a range; null where it was not sent, or is refused.</summary>
    public long? Number(string name, long least = 0, long most = long.MaxValue)
    {
        if (!Has(name))
            return null;
        var text = this[name]!;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            Refuse(BinanceError.IllegalCharacters(name, "^[0-9]{1,20}$"));
        else if (number < least || number > most)
            Refuse(BinanceError.InvalidParameter(name));
        else
            return number;
        return null;
    }

    /// <summary>How many are wanted: a number from 1; more than the most gives the most, as at Binance.</summary>
    public int Limit(int standard, int most) => (int)Math.Min(Number("limit", 1) ?? standard, most);

    /// <summary>A time in milliseconds or microseconds since 1970; none where it was not sent, or is refused.</summary>
    public Timestamp Time(string name)
    {
        if (Number(name) is not { } number)
            return Timestamp.None;
        if (TryToMicroseconds(number, out var microseconds))
            return new Timestamp(Math.Max(1, microseconds * 1_000));
        Refuse(BinanceError.InvalidParameter(name));
        return Timestamp.None;
    }

    /// <summary>True or false; the standard where it was not sent.</summary>
    public bool Flag(string name, bool standard = false)
    {
        if (!Has(name))
            return standard;
        if (bool.TryParse(this[name], out var value))
            return value;
        Refuse(BinanceError.InvalidParameter(name));
        return standard;
    }

    /// <summary>A decimal of an instrument's scale; zero where it was not sent, or is refused. What has more decimals than the scale is refused, never rounded.</summary>
    public long Decimal(string name, int scale)
    {
        if (!Has(name))
            return 0;
        var text = this[name]!;
        Span<byte> ascii = stackalloc byte[64];
        long value = 0;
        var fault = Ascii.FromUtf16(text, ascii, out var length) == System.Buffers.OperationStatus.Done ? DecimalText.TryParse(ascii[..length], scale, out value) : DecimalTextError.Malformed;
        if (fault == DecimalTextError.None)
            return value;
        Refuse(fault switch
        {
            DecimalTextError.TooPrecise => BinanceError.TooPrecise(name),
            DecimalTextError.OutOfRange => BinanceError.InvalidParameter(name),
            _ => BinanceError.IllegalCharacters(name, "^([0-9]{1,20})(\\.[0-9]{1,20})?$"),
        });
        return 0;
    }

    /// <summary>A client's order id; empty where it was not sent, or is refused.</summary>
    public Text36 ClientOrderId(string name)
    {
        if (!Has(name))
            return default;
        if (LegalClientOrderId().IsMatch(this[name]!) && Text36.TryCreate(this[name].AsSpan(), out var id))
            return id;
        Refuse(BinanceError.IllegalCharacters(name, ClientOrderIdRange));
        return default;
    }

    /// <summary>The instrument of the parameter <c>symbol</c>, which must be there; null where it is refused.</summary>
    public BinanceSymbol? Symbol(BinanceSymbols symbols)
    {
        var name = Text("symbol");
        if (name.Length > 0)
            return Find(symbols, name);
        return null;
    }

    /// <summary>The instrument of the parameter <c>symbol</c>; null where it was not sent, or is refused.</summary>
    public BinanceSymbol? OptionalSymbol(BinanceSymbols symbols) => Has("symbol") ? Find(symbols, this["symbol"]!) : null;

    /// <summary>The parameter <c>timeZone</c>, hours, or hours and minutes, from -12:00 to +14:00, in nanoseconds ahead of UTC; zero where it was not sent, or is refused.</summary>
    public long TimeZone()
    {
        if (!Has("timeZone"))
            return 0;
        var zone = LegalTimeZone().Match(this["timeZone"]!);
        if (zone.Success)
        {
            var minutes = int.Parse(zone.Groups[2].Value, CultureInfo.InvariantCulture) * 60
                + (zone.Groups[3].Success ? int.Parse(zone.Groups[3].Value, CultureInfo.InvariantCulture) : 0);
            minutes = zone.Groups[1].Value == "-" ? -minutes : minutes;
            if (minutes is >= -12 * 60 and <= 14 * 60)
                return minutes * 60_000_000_000L;
        }

        Refuse(BinanceError.InvalidParameter("timeZone"));
        return 0;
    }

    /// <summary>A list as Binance takes it, <c>["A","B"]</c>; null where it was not sent, or is refused.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (!Has(name))
            return null;
        try
        {
            using var list = JsonDocument.Parse(this[name]!);
            if (list.RootElement.ValueKind == JsonValueKind.Array && list.RootElement.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String))
                return [.. list.RootElement.EnumerateArray().Select(one => one.GetString()!)];
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // Said below, with the others that are no list of texts. InvalidOperationException: half of a surrogate pair.
        }

        Refuse(BinanceError.IllegalCharacters(name, """^\["[\w\-._&&[^a-z]]{1,50}"(,"[\w\-._&&[^a-z]]{1,50}"){0,}\]$"""));
        return null;
    }

    /// <summary>The instruments of <c>symbol</c> or <c>symbols</c>, of which one may be sent; null where neither was, or is refused.</summary>
    /// <param name="symbols">All there are.</param>
    /// <param name="most">How many there may be.</param>
    public IReadOnlyList<BinanceSymbol>? Symbols(BinanceSymbols symbols, int most = int.MaxValue)
    {
        if (OptionalSymbol(symbols) is { } single)
        {
            if (Has("symbols"))
                Refuse(BinanceError.BadOptionalParameters);
            return [single];
        }

        if (Texts("symbols") is not { } names)
            return null;
        if (names.Count > most)
            Refuse(new BinanceError(-1101, $"Too many parameters; expected '{most}' and received '{names.Count}'."));
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Count)
            Refuse(new BinanceError(-1151, "Symbol is present multiple times in the list."));
        var found = new List<BinanceSymbol>();
        foreach (var name in names)
        {
            if (Find(symbols, name) is { } symbol)
                found.Add(symbol);
        }

        return found;
    }

    /// <summary>Binance takes milliseconds and microseconds alike, and tells them apart by their size.</summary>
    public static bool TryToMicroseconds(long number, out long microseconds)
    {
        // 10^14 milliseconds is the year 5138, 10^14 microseconds 1973.
        microseconds = number < 100_000_000_000_000 ? number * 1_000 : number;
        return number >= 0 && microseconds <= long.MaxValue / 1_000;
    }

    private BinanceSymbol? Find(BinanceSymbols symbols, string name)
    {
        if (symbols.Find(name) is { } symbol)
            return symbol;
        Refuse(BinanceError.InvalidSymbol);
        return null;
    }

    private void Read(ReadOnlySpan<char> form, int countsFrom)
    {
        foreach (var range in form.Split('&'))
        {
            var pair = form[range];
            if (pair.IsEmpty)
                continue;
            var equals = pair.IndexOf('=');
            Add(Unescape(equals < 0 ? pair : pair[..equals]), equals < 0 ? string.Empty : Unescape(pair[(equals + 1)..]), countsFrom);
        }
    }

    private void Add(string name, string value, int countsFrom)
    {
        for (var i = 0; i < _all.Count; i++)
        {
            if (!_all[i].Name.Equals(name, StringComparison.Ordinal))
                continue;
            if (i >= countsFrom)
                Refuse(BinanceError.DuplicateParameter);
            return;
        }

        if (_all.Count == MaxCount)
            Refuse(new BinanceError(-1101, $"Too many parameters; expected '{MaxCount}' and received '{MaxCount + 1}'."));
        else
            _all.Add((name, value));
    }

    private static string Unescape(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAny('%', '+'))
            return text.ToString();
        return Uri.UnescapeDataString(text.ToString().Replace('+', ' '));
    }

    [GeneratedRegex(@"\A([+-]?)([0-9]{1,2})(?::([0-5][0-9]))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex LegalTimeZone();

    [GeneratedRegex(@"\A[\.A-Z\:/a-z0-9_-]{1,36}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LegalClientOrderId();
}
