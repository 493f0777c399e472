using Rialto.Model.Feeds;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Strategy;

/// <summary>
/// A trading strategy: a function of what it is told. It has no clock, files, threads or randomness; everything that it knows comes through the calls and its
/// <see cref="StrategyContext"/>, so that the same inputs give the same orders live, on paper and in a replay. Called by one thread, one call at a time: what it asks for in a call is
/// answered after the call. An exception faults this strategy and no other. Implement what you need: all but <see cref="Declaration"/> may be left out.
/// The guide is docs/guide/write-a-strategy.md.
/// </summary>
public interface IStrategy
{
    /// <summary>What it is and wants; the same object at every call.</summary>
    StrategyDeclaration Declaration { get; }

    /// <summary>It may begin: parameters are set, its listings are known, its books are there. Positions and orders of a life before this one are there, too.</summary>
    void OnStart(StrategyContext desk)
    {
    }

    /// <summary>A parameter has changed; also called once before <see cref="OnStart"/>, and after it took over from another, which leaves orders in <see cref="StrategyContext.Orders"/>.</summary>
    void OnParameters(StrategyContext desk)
    {
    }

    /// <summary>A frame of its listing's feed is done and has touched the book, or whether it may be believed.</summary>
    void OnBook(StrategyContext desk, ListingId listing)
    {
    }

    /// <summary>The best prices over all venues are others than before.</summary>
    /// <param name="desk">The desk.</param>
    /// <param name="symbol">Number of the symbol: <see cref="StrategyContext.SymbolOf"/>.</param>
    void OnBest(StrategyContext desk, int symbol)
    {
    }

    /// <summary>Others have traded on its listing. Told at the end of the frame, before <see cref="OnBook"/>.</summary>
    void OnTrade(StrategyContext desk, in FeedEvent trade)
    {
    }

    /// <summary>An order of its own is in another state, price or quantity than before.</summary>
    void OnOrder(StrategyContext desk, in StrategyOrder order)
    {
    }

    /// <summary>An order of its own has traded. Its position has changed already.</summary>
    void OnFill(StrategyContext desk, in StrategyFill fill)
    {
    }

    /// <summary>Its position was corrected by something else than a fill of its own: a fill taken back, an operator.</summary>
    void OnPosition(StrategyContext desk, ListingId listing)
    {
    }

    /// <summary>A timer that it set is due. Timers run on the desk's time, which moves with its inputs.</summary>
    void OnTimer(StrategyContext desk, int timer)
    {
    }

    /// <summary>
    /// The desk was killed and goes on, nobody knows for how long it was away: books are empty until they are told again, features warm up anew, orders whose outcome is not known are
    /// <see cref="Orders.DeskOrderState.Unknown"/>, and its live orders are being cancelled unless the desk keeps them (<see cref="TraderSettings.OnRestart"/>). What it remembers of markets is old.
    /// </summary>
    void OnRestart(StrategyContext desk)
    {
    }

    /// <summary>Last call: its orders are cancelled after it. Not called for a strategy that has faulted.</summary>
    void OnStop(StrategyContext desk)
    {
    }

    /// <summary>
    /// Writes what its successor must know (docs/guide/write-a-strategy.md); what can be computed anew need not be. Also asked for a hash of the state, at any time between inputs: it must
    /// change nothing.
    /// </summary>
    /// <returns>How many bytes were written; -1 where <paramref name="state"/> is too small: it is called again with more room, up to 1 MiB.</returns>
    int SaveState(Span<byte> state) => 0;

    /// <summary>Takes over from a forerunner, of this version or another; followed by <see cref="OnParameters"/>. Not called where the forerunner has faulted.</summary>
    /// <returns>False where the state cannot be understood: this strategy does not start, and the forerunner stays.</returns>
    bool LoadState(ReadOnlySpan<byte> state, string version) => true;

    /// <summary>
    /// Saves or loads all that it remembers, so that it goes on as if nothing had been: what the snapshots of a desk keep of it (docs/reference/desk-journal.md). Name every field that changes and that
    /// the next calls read, each once; fields that follow from parameters alone are made anew. Asked between inputs, at any time: saving must change nothing and ask for nothing. One that loads is new:
    /// parameters, positions and orders are as they were, and none of its other calls has come.
    /// </summary>
    /// <param name="desk">The desk.</param>
    /// <param name="state">Takes the fields, or gives them.</param>
    /// <returns>False where it cannot: a desk with such a strategy has no snapshots, and a start repeats its whole journal.</returns>
    bool Keep(StrategyContext desk, FieldArchive state) => false;
}
