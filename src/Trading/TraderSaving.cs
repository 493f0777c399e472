using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Rialto.Runtime.Memory;
using Rialto.Trading.Features;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Trading;

/// <summary>
/// The whole trader as bytes, between two inputs. One that was loaded goes on bit for bit: the same requests, audits and hashes for every later input as the one that was saved. Cold.
/// <code>
/// version, scalars | books, best prices | listings | breakers | strategies: exchange, life, parameters, orders, money | features | orders, risk, portfolio | what each strategy remembers
/// </code>
/// docs/reference/desk-journal.md, Snapshots, has the rules.
/// </summary>
public sealed partial class Trader<TSink>
{
    private const int SavedVersion = 2;
    private const int KindBytesMax = 64;

    // More than anybody offers in a run; a number that was not written by a desk must not take the memory.
    private const int OffersMax = 1 << 16;

    private readonly ArrayBufferWriter<byte> _block = new();

    /// <summary>Writes the whole state: the same state, the same bytes. Changes nothing. Between inputs.</summary>
    /// <param name="target">Where it goes; of no use where this fails.</param>
    /// <param name="fault">Why there is no such state now; null where it was written.</param>
    /// <returns>False in the middle of a frame, and where a strategy cannot be saved.</returns>
    public bool TrySave(IBufferWriter<byte> target, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(target);
        fault = !_hasBegun || _isMidFrame || _notices.Count > 0 || _hits > 0 || _trigger != StopTrigger.None ? "the desk is in the middle of a frame" : null;
        if (_offers.Exists(offer => offer is not null))
            fault ??= "a strategy is offered and not taken";
        if (fault is not null)
            return false;
        var state = new FieldArchive(target);
        state.Keep(SavedVersion);
        KeepScalars(state);
        KeepMarkets(state);
        foreach (var slot in _slots)
        {
            state.Keep(slot.Swap);
            state.KeepBytes(Encoding.UTF8.GetBytes(slot.SwappedKind));
            slot.Keep(state);
        }

        _features.Keep(state);
        _block.ResetWrittenCount();
        _orders.Save(_block);
        state.KeepBytes(_block.WrittenSpan);
        foreach (var slot in _slots)
        {
            _block.ResetWrittenCount();
            if (!TryKeep(slot, new FieldArchive(_block)))
            {
                fault = $"strategy '{slot.Name}' ({slot.Declaration.Name} {slot.Declaration.Version}) cannot be saved";
                return false;
            }

            state.KeepBytes(_block.WrittenSpan);
        }

        return true;
    }

    /// <summary>
    /// Takes over a state that <see cref="TrySave"/> wrote. This trader was made of the same settings, terms and strategies, its table of listings says what it said then, and it has had no input. Bytes
    /// that are no such state are refused, never thrown at.
    /// </summary>
    /// <param name="source">What was written.</param>
    /// <param name="makeAgain">Makes a strategy that took another's place, of the command that told it and the kind of the one before; null where there can be none. What it throws is thrown.</param>
    /// <param name="fault">What is wrong; this trader must not be used then.</param>
    /// <returns>True where this trader is now the one that was saved.</returns>
    public bool TryLoad(ReadOnlySequence<byte> source, Func<DeskCommand, string, IStrategy>? makeAgain, [NotNullWhen(false)] out string? fault)
    {
        if (Sequence != 0)
            throw new InvalidOperationException("A state is loaded first of all.");
        var state = new FieldArchive(new FieldReader(source));
        if (state.Keep(0) is not SavedVersion and var version)
        {
            fault = $"it is of version {version}, and this is {SavedVersion}";
            return false;
        }

        KeepScalars(state);
        KeepMarkets(state);
        fault = state.IsRight ? LoadSlots(state, makeAgain) : "its beginning or a market is no state of this desk";
        if (fault is not null)
            return false;
        _features = new FeatureSets();
        foreach (var slot in _slots)
            MakeFeatures(slot);
        _features.Keep(state);
        foreach (var traded in _terms.Traded)
            OnListing(traded.Listing);
        var orders = state.KeepBytes([]);
        fault = state.IsRight && TryLoadOrders(orders) ? LoadFunded(state) : "features, orders or positions are no state of this desk";
        return fault is null;
    }

    private string? LoadFunded(FieldArchive state)
    {
        TellFunding();
        return LoadStrategies(state);
    }

    private void KeepScalars(FieldArchive state)
    {
        Sequence = state.Keep(Sequence);
        Now = state.Keep(Now);
        IsStopped = state.Keep(IsStopped);
        _hasBegun = state.Keep(_hasBegun);
        _lastMinute = state.Keep(_lastMinute);
        _outputs = state.Keep(_outputs);
        _nextGraceEnd = state.Keep(_nextGraceEnd);
        _isSlow = state.Keep(_isSlow);
        _isFlattening = state.Keep(_isFlattening);
        _isClearing = state.Keep(_isClearing);
        _nextFlatten = state.Keep(_nextFlatten);
        _nextClose = state.Keep(_nextClose);
        _isLoosened = state.Keep(_isLoosened);
        _modeAfterStop = (DeskMode)state.Keep((int)_modeAfterStop, 0, (int)DeskMode.CancelsOnly);
        _storeFails = state.Keep(_storeFails);
        state.Require(Sequence > 0 && _hasBegun);

        // Those that have been offered are taken or refused, and keep their numbers.
        var offers = state.Keep(_offers.Count, 0, OffersMax);
        while (_offers.Count < offers && state.IsRight)
            _offers.Add(null);
    }

    private void KeepMarkets(FieldArchive state)
    {
        _books.Keep(state);
        foreach (var followed in _followed)
        {
            followed?.Keep(state);
            _closings += state.IsLoading && followed is { IsClosing: true } ? 1 : 0;
        }

        foreach (var venue in _venues)
            _breakers[(int)venue.Venue].Keep(state);
    }

    private string? LoadSlots(FieldArchive state, Func<DeskCommand, string, IStrategy>? makeAgain)
    {
        foreach (var slot in _slots)
        {
            var swap = state.Keep(default(DeskCommand));
            var kind = Encoding.UTF8.GetString(state.KeepBytes([]));
            if (!state.IsRight || kind.Length > KindBytesMax || swap.Kind is not (DeskCommandKind.None or DeskCommandKind.Swap))
                return $"what it says of strategy '{slot.Name}' is no state of it";
            if (swap.Kind == DeskCommandKind.Swap)
            {
                if (makeAgain is null || !slot.Id.Equals(swap.Strategy))
                    return $"strategy '{slot.Name}' was exchanged, and nobody has the one that took its place";
                (slot.Swap, slot.SwappedKind) = (swap, kind);
                var next = makeAgain(swap, kind);
                if (!next.Declaration.Features.SequenceEqual(slot.Declaration.Features))
                    return $"strategy '{slot.Name}' was exchanged for one that wants other features";
                slot.Replace(next);
            }

            slot.Keep(state);
            if (!state.IsRight)
                return $"what it says of strategy '{slot.Name}' is no state of it";
        }

        return null;
    }

    private string? LoadStrategies(FieldArchive state)
    {
        foreach (var slot in _slots)
        {
            var own = new FieldArchive(new FieldReader(new ReadOnlySequence<byte>(state.KeepBytes([]))));
            if (!state.IsRight || !TryKeep(slot, own) || !own.IsWhole)
                return $"strategy '{slot.Name}' does not know what it remembered";
        }

        return state.IsWhole ? null : "it is longer than a state of this desk";
    }

    /// <summary>Sums that are kept are checked as they are made: bytes whose numbers do not go together end there.</summary>
    private bool TryLoadOrders(byte[] orders)
    {
        try
        {
            return _orders.TryLoad(new ReadOnlySequence<byte>(orders));
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or OverflowException or ArgumentException or IndexOutOfRangeException or DivideByZeroException)
        {
            return false;
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A strategy may throw anything; the desk must go on.")]
    private static bool TryKeep(StrategySlot slot, FieldArchive state)
    {
        try
        {
            return slot.Strategy.Keep(slot.Context, state) && state.IsRight;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
