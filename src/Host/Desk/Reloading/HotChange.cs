using Rialto.Trading;

namespace Rialto.Host.Desk.Reloading;

/// <summary>A setting that a running desk is told anew.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Before">What it was, as the configuration writes it.</param>
/// <param name="Now">What it is.</param>
/// <param name="Commands">What the desk is told: a limit of every market, venue or strategy has a command for each.</param>
internal sealed record HotChange(string Key, string Before, string Now, IReadOnlyList<DeskCommand> Commands);
