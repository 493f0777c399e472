using System.Security.Cryptography;
using Rialto.Trading.Signals.Trees;

namespace Rialto.Host.Desk.Models;

/// <summary>A model as LightGBM wrote it. Known by the SHA-256 of its bytes, which are those that were read: the file may change afterwards. Immutable.</summary>
internal sealed class ModelFile
{
    // Ten thousand trees of a hundred leaves are a tenth of it.
    private const long BytesMax = 256 << 20;

    private readonly byte[] _bytes;

    private ModelFile(string path, byte[] bytes, TreeModel trees) => (Path, _bytes, Trees, Hash) = (path, bytes, trees, Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>Where it was named.</summary>
    public string Path { get; }

    /// <summary>SHA-256, 64 hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>What it says.</summary>
    public TreeModel Trees { get; }

    /// <summary>Reads one.</summary>
    /// <param name="path">Where it was named.</param>
    /// <param name="from">Where it is read: there, or from a run's copy.</param>
    /// <param name="hash">SHA-256 that it must have; null for any.</param>
    /// <exception cref="ModelFaultException">It cannot be read, is another one, or no model.</exception>
    public static ModelFile Read(string path, string from, string? hash)
    {
        byte[] bytes;
        try
        {
            if (new FileInfo(from) is { Exists: true, Length: > BytesMax } large)
                throw new ModelFaultException($"{from} has {large.Length} bytes: at most {BytesMax}.");
            bytes = File.ReadAllBytes(from);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ModelFaultException($"{from} cannot be read: {problem.Message}", problem);
        }

        var found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (hash is not null && !hash.Equals(found, StringComparison.OrdinalIgnoreCase))
            throw new ModelFaultException($"{from} is another model than was asked for: its SHA-256 is {found}, not {hash}.") { IsOther = true };
        return TreeModel.TryRead(bytes, out var trees, out var error) ? new ModelFile(path, bytes, trees) : throw new ModelFaultException($"{from} is no model of LightGBM that can be used: {error}.");
    }

    /// <summary>Keeps its bytes in a folder, by its hash.</summary>
    /// <exception cref="IOException">They did not get there.</exception>
    public void KeepIn(string folder) => Plugins.KeptCopy.Write(folder, NameOf(Hash), _bytes);

    /// <summary>What a copy is called.</summary>
    public static string NameOf(string hash) => hash.ToLowerInvariant() + ".txt";
}
