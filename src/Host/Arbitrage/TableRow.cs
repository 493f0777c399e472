using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Host.Arbitrage;

/// <summary>One look at one source.</summary>
/// <param name="Time">When, by whoever recorded it.</param>
/// <param name="Source">Which source of its file.</param>
/// <param name="Bids">The highest first.</param>
/// <param name="Asks">The lowest first.</param>
internal readonly record struct TableRow(Timestamp Time, int Source, DepthLevel[] Bids, DepthLevel[] Asks);
