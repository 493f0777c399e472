using Rialto.Trading.Quality;

namespace Rialto.Host.Feeds.Live.Views;

/// <summary>
/// From the venue's time of an event to our receipt, as two clocks say it: the truth is the difference less <paramref name="OffsetNs"/>, give or take <paramref name="ErrorNs"/>.
/// Differences below zero (their clock is ahead) count as zero.
/// </summary>
/// <param name="Difference">Receive time less event time.</param>
/// <param name="Source">How the offset was found; with None the two numbers mean nothing.</param>
/// <param name="OffsetNs">How far our clock is ahead of theirs.</param>
/// <param name="ErrorNs">The truth is within this distance.</param>
internal readonly record struct VenueLatencyView(LatencyView Difference, ClockSource Source, long OffsetNs, long ErrorNs);
