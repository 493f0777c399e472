using Spectre.Console.Rendering;

namespace Rialto.Host.Tools.Feeds;

/// <summary>What a <see cref="MonitorScreen"/> shows: of feeds, or of a desk.</summary>
internal interface IMonitorReport
{
    /// <summary>All of it, in so many lines and columns at most; what is left out is said.</summary>
    IRenderable Render(int rows, int width);
}
