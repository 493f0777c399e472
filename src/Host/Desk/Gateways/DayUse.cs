using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Rialto.Host.Desk.Keys;
using Rialto.Model.Execution;

namespace Rialto.Host.Desk.Gateways;

/// <summary>
/// What the orders of a day (UTC) are worth, by quote currency, in 10^-8: what has traded and what may still trade. An order counts whole from before it is signed; what is surely not traded of it
/// any more is given back when the venue says so. It is kept in a small file that is always ahead of what is used, by a 64th of the day's limit at most, so that a gateway that is killed starts with
/// no less than was used, and with no less than may still trade, also on a later day. Numbers of orders rise: one that was used may be answered for an order before, and is not signed again. One
/// thread at a time.
/// </summary>
internal sealed class DayUse
{
    private const int Steps = 64;
    private const long Several = -1;

    private readonly string _path;
    private readonly ImmutableDictionary<string, long> _limits;
    private readonly Dictionary<string, Use> _uses = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Reservation> _reserved = [];
    private DateOnly _day;
    private long _highest;
    private bool _hasOthers;

    private DayUse(string path, ImmutableDictionary<string, long> limits, DateOnly day)
    {
        (_path, _limits, _day) = (path, limits, day);
        foreach (var quote in limits.Keys)
            _uses[quote] = new Use();
    }

    /// <summary>Opens the file, or begins where there is none.</summary>
    /// <exception cref="VenueKeyException">It cannot be read: what was used today is not known.</exception>
    public static DayUse Open(string path, ImmutableDictionary<string, long> limits, DateOnly today)
    {
        var use = new DayUse(path, limits, today);
        if (!File.Exists(path))
            return use;
        try
        {
            var root = JsonElement.Parse(PrivateFile.Read(path, 1 << 20));
            var isToday = DateOnly.ParseExact(root.GetProperty("day").GetString() ?? "", "yyyy-MM-dd", CultureInfo.InvariantCulture) >= today;
            use._highest = root.TryGetProperty("highest", out var highest) ? highest.GetInt64() : 0;
            if (root.TryGetProperty("resting", out var resting))
            {
                foreach (var (kept, units) in use.Sums(resting))
                    kept.Used = kept.Resting = kept.RestingWritten = units;
            }

            foreach (var (kept, units) in use.Sums(root.GetProperty("used")))
            {
                if (isToday)
                    kept.Used = kept.Written = units;
            }

            return use;
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new VenueKeyException($"{path} cannot be read, so what was used today is not known: {wrong.Message}. Delete it to begin the day with nothing used.", wrong);
        }
    }

    /// <summary>What is used of a quote currency today.</summary>
    public Int128 Of(string quote) => _uses.TryGetValue(quote, out var use) ? use.Used : 0;

    /// <summary>Counts an order before it is signed. One that is amended counts as the larger of what it was and will be; where the amendment makes a new order, both count until one has ended.</summary>
    /// <param name="request">The order, or the amendment.</param>
    /// <param name="quote">What it is worth something in.</param>
    /// <param name="value">What it is worth, in 10^-8.</param>
    /// <param name="today">The day.</param>
    public PolicyRefusal TryReserve(in OrderRequest request, string quote, Int128 value, DateOnly today)
    {
        Turn(today);
        var quantity = request.Quantity.Units;
        var id = request.NewOrder.IsNone ? request.Order.Value : request.NewOrder.Value;
        var isNew = request.Kind == OrderRequestKind.Place || !request.NewOrder.IsNone;
        if (isNew && id <= _highest)
            return PolicyRefusal.UsedNumber;
        var isSame = request.NewOrder.IsNone & _reserved.TryGetValue(request.Order.Value, out var before) && before.Quote == quote;
        var more = isSame ? Int128.Max(0, value - before.Value) : value;
        if (!_uses.TryGetValue(quote, out var use) || more > _limits[quote] - use.Used)
            return PolicyRefusal.DayNotional;
        _highest = isNew ? id : _highest;
        (use.Used, use.Resting) = (use.Used + more, use.Resting + more);
        if ((use.Used > use.Written || use.Resting > use.RestingWritten) && !TryWrite(ahead: true))
        {
            (use.Used, use.Resting) = (use.Used - more, use.Resting - more);
            return PolicyRefusal.Store;
        }

        // The larger value over the smaller quantity: what is counted for a fill is never less than it was worth, before or after the amendment.
        _reserved[id] = isSame ? new Reservation(quote, Int128.Max(value, before.Value), Math.Min(quantity, before.Quantity), 0) : new Reservation(quote, value, quantity, 0);
        if (!request.NewOrder.IsNone && _reserved.TryGetValue(request.Order.Value, out var old))
            _reserved[request.Order.Value] = old with { Next = old.Next == 0 ? id : Several };
        return PolicyRefusal.None;
    }

    /// <summary>What the venue said: gives back what is surely not traded.</summary>
    public void Take(in OrderReport report)
    {
        if (!_reserved.TryGetValue(report.Order.Value, out var reserved))
            return;
        if (report.Kind == OrderReportKind.AmendRejected && reserved.Next != 0)
        {
            // Of several amendments it is not told which was refused: all stay counted.
            if (reserved.Next == Several)
                return;
            if (_reserved.Remove(reserved.Next, out var never))
                GiveBack(never, 0);
            _reserved[report.Order.Value] = reserved with { Next = 0 };
            return;
        }

        var isEnd = report.Kind is OrderReportKind.Rejected or OrderReportKind.Cancelled or OrderReportKind.Expired
            || (report.Kind == OrderReportKind.Filled && report.FilledQuantity.Units >= reserved.Quantity)
            || (report.Kind == OrderReportKind.Found && report.Status is VenueOrderStatus.Cancelled or VenueOrderStatus.Rejected or VenueOrderStatus.Expired or VenueOrderStatus.Filled);
        if (!isEnd)
            return;
        _reserved.Remove(report.Order.Value);
        GiveBack(reserved, report.Kind == OrderReportKind.Rejected ? 0 : report.FilledQuantity.Units);
    }

    /// <summary>How many orders count that have not ended.</summary>
    public int Reserved => _reserved.Count;

    private void GiveBack(in Reservation reserved, long filled)
    {
        _uses[reserved.Quote].Resting -= reserved.Value;
        // Not told what has traded of it: it stays counted, whole.
        if (filled < 0 || filled >= reserved.Quantity || reserved.Value > long.MaxValue)
            return;
        var traded = (reserved.Value * filled + reserved.Quantity - 1) / reserved.Quantity;
        _uses[reserved.Quote].Used -= reserved.Value - traded;
    }

    /// <summary>Forgets which orders there are, not what they are worth: who comes next may have others of the same numbers.</summary>
    public void Forget()
    {
        _hasOthers |= _reserved.Count > 0;
        _reserved.Clear();
        _highest = 0;
    }

    /// <summary>The venue has no live order of the desk: what was kept of orders of a former process does not trade any more.</summary>
    public void NoneLives()
    {
        if (_hasOthers)
            return;
        foreach (var use in _uses.Values)
            use.Resting = 0;
        foreach (var reserved in _reserved.Values)
            _uses[reserved.Quote].Resting += reserved.Value;
    }

    /// <summary>Writes what is used, no more.</summary>
    public void Close() => TryWrite(ahead: false);

    // At midnight everything that may still trade counts for the new day.
    private void Turn(DateOnly today)
    {
        if (today <= _day)
            return;
        _day = today;
        foreach (var use in _uses.Values)
            (use.Used, use.Written) = (use.Resting, 0);
    }

    // Of the currencies that the policy names.
    private IEnumerable<(Use Kept, Int128 Units)> Sums(JsonElement sums)
    {
        foreach (var sum in sums.EnumerateObject())
        {
            var units = Int128.Parse(sum.Value.GetString() ?? "", NumberStyles.None, CultureInfo.InvariantCulture);
            if (_uses.TryGetValue(sum.Name, out var kept))
                yield return (kept, units);
        }
    }

    private bool TryWrite(bool ahead)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("day", _day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteNumber("highest", _highest);
            json.WriteStartObject("used");
            foreach (var (quote, use) in _uses)
                json.WriteString(quote, Mark(quote, use.Used, ahead).ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
            json.WriteStartObject("resting");
            foreach (var (quote, use) in _uses)
                json.WriteString(quote, Mark(quote, use.Resting, ahead).ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        try
        {
            PrivateFile.Replace(_path, buffer.ToArray());
        }
        catch (VenueKeyException)
        {
            return false;
        }

        foreach (var (quote, use) in _uses)
            (use.Written, use.RestingWritten) = (Mark(quote, use.Used, ahead), Mark(quote, use.Resting, ahead));
        return true;
    }

    private Int128 Mark(string quote, Int128 units, bool ahead) => ahead ? units + _limits[quote] / Steps : units;

    private sealed class Use
    {
        public Int128 Used { get; set; }

        public Int128 Written { get; set; }

        /// <summary>What may still trade, a part of what is used: of the orders that are known here, and of a former process.</summary>
        public Int128 Resting { get; set; }

        public Int128 RestingWritten { get; set; }
    }

    /// <summary>What an order counts; Next is the order that an amendment under way would make of it.</summary>
    private readonly record struct Reservation(string Quote, Int128 Value, long Quantity, long Next);
}
