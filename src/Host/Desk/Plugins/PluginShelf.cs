using Rialto.Host.Desk.Models;
using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk.Plugins;

/// <summary>
/// The plugins of a desk: those that its configuration names, and those that came while it ran; and the models that it names. A run keeps a copy of each in its folder, by hash, so that its journal can be replayed wherever the folder is.
/// Any thread.
/// </summary>
internal sealed class PluginShelf
{
    /// <summary>Folder of a run where copies are kept.</summary>
    public const string FolderName = "plugins";

    private readonly Lock _gate = new();
    private readonly List<StrategyPlugin> _plugins = [];
    private readonly Dictionary<StrategyId, StrategyPlugin> _placeOf = [];
    private string? _folder;

    /// <summary>Plugins that are loaded; a moment's view.</summary>
    public IReadOnlyList<StrategyPlugin> Plugins
    {
        get
        {
            lock (_gate)
                return [.. _plugins];
        }
    }

    /// <summary>Files of models.</summary>
    public ModelShelf Models { get; private init; } = new();

    /// <summary>The same plugins and models for another desk of this process: which strategies that one has is no business of this one.</summary>
    public PluginShelf Beside()
    {
        var beside = new PluginShelf { Models = Models };
        beside._plugins.AddRange(Plugins);
        return beside;
    }

    /// <summary>Loads a plugin of the configuration.</summary>
    /// <inheritdoc cref="StrategyPlugin.Load"/>
    public StrategyPlugin Load(string path, string? hash, bool allowImpure)
    {
        var plugin = StrategyPlugin.Load(path, hash, allowImpure);
        lock (_gate)
            _plugins.Add(plugin);
        return plugin;
    }

    /// <summary>A strategy of the configuration is of this kind: the plugin that has it, if one has, stays as long as it runs.</summary>
    public void Uses(StrategyId strategy, string kind)
    {
        lock (_gate)
        {
            if (_plugins.Find(plugin => plugin.Kinds.Contains(kind)) is { } plugin)
                _placeOf[strategy] = plugin;
        }
    }

    /// <summary>Adds the strategies of all of them.</summary>
    /// <exception cref="ArgumentException">A name is taken.</exception>
    public void AddTo(StrategyCatalog catalog)
    {
        foreach (var plugin in Plugins)
            plugin.AddTo(catalog);
    }

    /// <summary>Keeps copies in a run's folder, now and of what comes later, and looks there for what a replay needs.</summary>
    public void KeepIn(string run)
    {
        _folder = Path.Combine(run, FolderName);
        foreach (var plugin in Plugins)
            plugin.KeepIn(_folder);
        Models.KeepIn(run);
    }

    /// <summary>A replay looks here for copies.</summary>
    public void ReadFrom(string run) => _folder = Path.Combine(run, FolderName);

    /// <summary>
    /// Puts a strategy of another plugin in the place of one that runs. The command's reason holds the beginning of the plugin's hash, by which a replay finds the copy; an orderly answer comes from the trader.
    /// </summary>
    /// <param name="control">Of the desk.</param>
    /// <param name="strategy">Number of the strategy that runs.</param>
    /// <param name="kind">Name of what it is, and of what takes its place.</param>
    /// <param name="path">The assembly.</param>
    /// <param name="allowImpure">See <see cref="StrategyPlugin.Load"/>.</param>
    /// <param name="who">Who asks.</param>
    /// <returns>What the trader says; cancelled where the desk ends before it does.</returns>
    /// <exception cref="PluginFaultException">The plugin cannot be taken; the desk has heard nothing of it.</exception>
    public async Task<CommandRefusal> SwapAsync(DeskControl control, StrategyId strategy, string kind, string path, bool allowImpure, string who)
    {
        var plugin = StrategyPlugin.Load(path, null, allowImpure);
        try
        {
            if (_folder is { } folder)
                plugin.KeepIn(folder);
            var told = new DeskCommand { Kind = DeskCommandKind.Swap, Strategy = strategy, Who = Text36.Of(who), Reason = ReasonOf(plugin.Hash) };
            if (!control.TryTellSwap(in told, plugin.Make(kind), out var answer))
                throw new PluginFaultException("The desk takes no commands now.");
            var refusal = await answer.ConfigureAwait(false);
            if (refusal == CommandRefusal.None)
            {
                Replace(strategy, plugin);
                plugin = null;
            }

            return refusal;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new PluginFaultException($"{path} cannot be kept beside the run: {problem.Message}", problem);
        }
        finally
        {
            plugin?.Release();
        }
    }

    /// <summary>What a journal's swap put in a strategy's place, once more.</summary>
    /// <exception cref="PluginFaultException">The run's copy is missing, or is another one.</exception>
    public IStrategy MakeAgain(in DeskCommand swap, string kind)
    {
        var beginning = swap.Reason.ToString();
        var plugin = Plugins.FirstOrDefault(known => known.Hash.StartsWith(beginning, StringComparison.Ordinal));
        if (plugin is null)
        {
            var path = Directory.Exists(_folder) ? Directory.EnumerateFiles(_folder, beginning + "*.dll").FirstOrDefault() : null;
            if (path is null || beginning.Length == 0)
                throw new PluginFaultException($"The run exchanged strategy {swap.Strategy.Value} for '{kind}' of the plugin {beginning}.., whose copy is missing in {_folder ?? "its folder"}.");
            plugin = Load(path, Path.GetFileNameWithoutExtension(path), allowImpure: true);
        }

        return plugin.Make(kind);
    }

    /// <summary>A strategy is another plugin's now; the one before is let go where no other strategy is of it.</summary>
    private void Replace(StrategyId strategy, StrategyPlugin next)
    {
        StrategyPlugin? before;
        lock (_gate)
        {
            _plugins.Add(next);
            _placeOf.Remove(strategy, out before);
            _placeOf.Add(strategy, next);
            if (before is null || _placeOf.ContainsValue(before))
                return;
            _plugins.Remove(before);
        }

        before.Release();
    }

    private static Text36 ReasonOf(string hash) => Text36.Of(hash[..36]);
}
