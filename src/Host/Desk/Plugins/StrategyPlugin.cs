using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk.Plugins;

/// <summary>An assembly with strategies, in a context of its own. Known by the SHA-256 of its bytes, which are those that were loaded: the file may change afterwards. Any thread.</summary>
internal sealed class StrategyPlugin
{
    private const string OnlyWithALoader = "A build that was trimmed or compiled ahead of time has no dynamic code, and refuses plugins before it comes here.";

    private readonly PluginContext _context;
    private readonly SortedDictionary<string, Type> _kinds = new(StringComparer.Ordinal);
    private readonly byte[] _bytes;

    private StrategyPlugin(string path, byte[] bytes, PluginContext context) => (Path, _bytes, _context, Hash) = (path, bytes, context, Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>Where it was read from.</summary>
    public string Path { get; }

    /// <summary>SHA-256, 64 hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>Names of its strategies.</summary>
    public IEnumerable<string> Kinds => _kinds.Keys;

    /// <summary>Reads an assembly and finds its strategies: public classes with a constructor that takes nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hash">SHA-256 that it must have; null for any.</param>
    /// <param name="allowImpure">Take it though it refers to clocks, files and the like: its runs may not replay.</param>
    /// <exception cref="PluginFaultException">It cannot be read, is another one, has no strategy, or refers to what it must not.</exception>
    public static StrategyPlugin Load(string path, string? hash, bool allowImpure)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw new PluginFaultException("This build of Rialto was compiled ahead of time and cannot load plugins.");
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new PluginFaultException($"{path} cannot be read: {problem.Message}", problem);
        }

        var context = new PluginContext(System.IO.Path.GetFileNameWithoutExtension(path));
        var plugin = new StrategyPlugin(path, bytes, context);
        try
        {
            if (hash is not null && !hash.Equals(plugin.Hash, StringComparison.OrdinalIgnoreCase))
                throw new PluginFaultException($"{path} is another plugin than was asked for: its SHA-256 is {plugin.Hash}, not {hash}.");
            if (!allowImpure && PluginPurity.Offences(bytes) is { Count: > 0 } offences)
                throw new PluginFaultException($"{path} refers to what a strategy must not use, because its runs would not replay: {string.Join(", ", offences)}. AllowImpure takes it all the same.");
            plugin.Find();
            return plugin;
        }
        catch (Exception problem)
        {
            context.Unload();
            if (problem is PluginFaultException)
                throw;
            throw new PluginFaultException($"{path} cannot be loaded as a plugin: {problem.Message}", problem);
        }
    }

    /// <summary>Adds its strategies.</summary>
    /// <exception cref="ArgumentException">A name is taken.</exception>
    public void AddTo(StrategyCatalog catalog)
    {
        foreach (var kind in _kinds.Keys)
            catalog.Add(() => Make(kind));
    }

    /// <summary>Makes a strategy.</summary>
    /// <exception cref="PluginFaultException">It has none of this name, or it threw.</exception>
    public IStrategy Make(string kind) => _kinds.TryGetValue(kind, out var type) ? Make(type) : throw new PluginFaultException($"{Path} has no strategy '{kind}'. It has: {string.Join(", ", _kinds.Keys)}.");

    /// <summary>Keeps its bytes in a folder, by its hash, for whoever replays the run: on the disk before this returns, for a journal that survives a loss of power may name them next.</summary>
    /// <exception cref="IOException">They did not get there.</exception>
    public void KeepIn(string folder) => KeptCopy.Write(folder, Hash + ".dll", _bytes);

    /// <summary>Lets it go: it is unloaded once none of its strategies is held any more.</summary>
    public void Release()
    {
        _kinds.Clear();
        _context.Unload();
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = OnlyWithALoader)]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = OnlyWithALoader)]
    private void Find()
    {
        var assembly = _context.LoadFromStream(new MemoryStream(_bytes, writable: false));
        foreach (var type in assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IStrategy).IsAssignableFrom(type) && type.GetConstructor(Type.EmptyTypes) is not null))
        {
            var declaration = Make(type).Declaration;
            if (declaration.Check() is { } fault)
                throw new PluginFaultException($"{Path}: {fault}");
            if (!_kinds.TryAdd(declaration.Name, type))
                throw new PluginFaultException($"{Path} has two strategies called '{declaration.Name}'.");
        }

        if (_kinds.Count == 0)
            throw new PluginFaultException($"{Path} has no strategy: a public class that implements IStrategy and has a constructor that takes nothing.");
    }

    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = OnlyWithALoader)]
    private IStrategy Make(Type type)
    {
        try
        {
            return (IStrategy)Activator.CreateInstance(type)!;
        }
        catch (Exception problem)
        {
            throw new PluginFaultException($"{Path}: {type.Name} cannot be made: {(problem.InnerException ?? problem).Message}", problem);
        }
    }
}
