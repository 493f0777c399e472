using Rialto.Model.Units;

namespace Rialto.Host.Feeds.Live.Views;

/// <summary>How one connection does.</summary>
/// <param name="Venue">Its venue's name.</param>
/// <param name="Connection">How events number it.</param>
/// <param name="State">In one or two words of lower case: <c>up</c>, <c>synchronizing</c> (open, not every book trusted), <c>connecting</c>, <c>waiting</c>, <c>not set up</c>, <c>down</c>.</param>
/// <param name="Since">Since when it is in this state.</param>
/// <param name="Address">Where to.</param>
/// <param name="Symbols">Whose books it carries, as the venue writes them.</param>
/// <param name="Frames">Received since the start.</param>
/// <param name="FramesPerSecond">Over about the last second.</param>
/// <param name="Bytes">Received since the start.</param>
/// <param name="Reconnects">How often it was made anew.</param>
/// <param name="LastError">What ended or prevented it last; empty for nothing.</param>
/// <param name="IsBreakerOpen">True while it is left alone because it failed too often.</param>
/// <param name="NextAttempt">When it is tried again; none where it stands.</param>
internal sealed record LinkView(
    string Venue,
    int Connection,
    string State,
    Timestamp Since,
    string Address,
    IReadOnlyList<string> Symbols,
    long Frames,
    double FramesPerSecond,
    long Bytes,
    long Reconnects,
    string LastError,
    bool IsBreakerOpen,
    Timestamp NextAttempt)
{
    /// <summary>True while its socket is open.</summary>
    public bool IsOpen => State is "up" or "synchronizing";
}
