using Rialto.Runtime.Memory;
using Rialto.Trading.Strategy;

namespace Rialto.Trading.Routing;

/// <summary>What is handed over from one life of its strategy to the next.</summary>
public sealed partial class OrderRouter
{
    /// <summary>Writes what a successor must know.</summary>
    public void Save(ref StateWriter writer)
    {
        if (_saved is { } saved)
        {
            // Not begun since it was loaded: as it came.
            var reader = new StateReader(saved);
            while (!reader.IsAtEnd)
                writer.Add(reader.Long());
            return;
        }

        writer.Add(StateVersion);
        writer.Add((long)_side);
        writer.Add(_released);
        writer.Add(_waveNs);
        writer.Add(_quietUntilNs);
        writer.Add((_isOverdue ? 1L : 0) | (_isExtended ? 2L : 0));
        writer.Add(_venues.Length);
        foreach (var venue in _venues)
            venue.Save(ref writer);
    }

    /// <summary>Takes over what <see cref="Save"/> wrote; used with the next <see cref="Begin"/>. A venue that it does not name begins anew, with what is held there as had before.</summary>
    /// <returns>False where it cannot be understood.</returns>
    public bool Load(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        if (reader.Long() != StateVersion || reader.Long() is not (0 or 1))
            return false;
        for (var i = 0; i < 4; i++)
            reader.Long();
        var count = reader.Long();
        if (count is < 0 or > RouteBoard.VenuesMax)
            return false;
        for (var i = 0L; i < count; i++)
            Skip(ref reader);
        if (!reader.IsWhole || !reader.IsAtEnd || _board is not null)
            return false;
        _saved = state.ToArray();
        return true;
    }

    private static void Skip(ref StateReader reader)
    {
        for (var i = 0; i < RoutedVenue.NumbersBeforeLatency; i++)
            reader.Long();
        VenueLatency.Skip(ref reader);
    }

    private void Restore(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        reader.Long();
        _side = (Model.Orders.Side)reader.Long();
        (_released, _waveNs, _quietUntilNs) = (reader.Long(), reader.Long(), reader.Long());
        var marks = reader.Long();
        (_isOverdue, _isExtended) = ((marks & 1) != 0, (marks & 2) != 0);
        for (var count = reader.Long(); count > 0; count--)
        {
            var listing = reader.Long();
            RoutedVenue? found = null;
            foreach (var venue in _venues)
                found = venue.Id.Value == listing ? venue : found;
            (found ?? new RoutedVenue(_venues[0].Market)).Load(ref reader);
        }
    }

    /// <summary>Saves or loads everything, so that it goes on as if nothing had been; a route that loads has not begun.</summary>
    /// <param name="desk">The strategy's desk.</param>
    /// <param name="state">Takes the fields, or gives them.</param>
    public void Keep(StrategyContext desk, FieldArchive state)
    {
        ArgumentNullException.ThrowIfNull(desk);
        ArgumentNullException.ThrowIfNull(state);
        var saved = state.KeepBytes(_saved);
        if (state.IsLoading)
            _saved = saved.Length > 0 ? saved : null;
        if (state.Keep(_board is not null) && state.IsLoading)
            Learn(desk, _side);
        _side = state.Keep(_side);
        _released = state.Keep(_released);
        _waveNs = state.Keep(_waveNs);
        _quietUntilNs = state.Keep(_quietUntilNs);
        _isOverdue = state.Keep(_isOverdue);
        _isExtended = state.Keep(_isExtended);
        Filled = state.Keep(Filled);
        Open = state.Keep(Open);
        foreach (var venue in _venues)
            venue.Keep(state);
    }

    /// <summary>Learns the venues; what is held there counts as had before.</summary>
    private void Learn(StrategyContext desk, Model.Orders.Side side)
    {
        var markets = RouteListings.MarketsOf(desk, out var scales);
        (_side, Scales) = (side, scales);
        _venues = Array.ConvertAll(markets, static market => new RoutedVenue(market));
        _board = new RouteBoard(markets);
        Lot = long.MaxValue;
        foreach (var venue in _venues)
        {
            venue.BasePosition = desk.Position(venue.Id);
            Lot = Math.Min(Lot, venue.Market.Lot);
        }
    }
}
