using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;

namespace Rialto.Gateways.Site;

/// <summary>The files of the dashboard, in memory, by path. Immutable; any thread.</summary>
public sealed class SiteFiles
{
    private readonly FrozenDictionary<string, SiteFile> _files;

    private SiteFiles(IEnumerable<SiteFile> files) => _files = files.ToFrozenDictionary(file => file.Path, StringComparer.Ordinal);

    /// <summary>What is served where nothing was built: nothing.</summary>
    public static SiteFiles None { get; } = new([]);

    /// <summary>True where there is a first page.</summary>
    public bool HasIndex => _files.ContainsKey("/");

    /// <summary>The resources of an assembly whose names begin with <paramref name="prefix"/>, the rest being the path.</summary>
    /// <param name="assembly">Where they are.</param>
    /// <param name="prefix">For example <c>dashboard/</c>.</param>
    /// <param name="first">The first page; others that are pages as well are left out.</param>
    public static SiteFiles Of(Assembly assembly, string prefix, string first = "index.html") => new(
        assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && (name == prefix + first || !name.EndsWith(".html", StringComparison.Ordinal))).Select(name =>
        {
            using var resource = assembly.GetManifestResourceStream(name)!;
            var content = new byte[resource.Length];
            resource.ReadExactly(content);
            return SiteFile.Of(name == prefix + first ? SiteFile.First : name[prefix.Length..].Replace('\\', '/'), content);
        }));

    /// <summary>Files by name, such as <c>assets/app.js</c>.</summary>
    public static SiteFiles Of(IReadOnlyDictionary<string, byte[]> files) => new(files.Select(file => SiteFile.Of(file.Key, file.Value)));

    /// <summary>The file at a path; null where there is none.</summary>
    internal SiteFile? Find(string path) => _files.GetValueOrDefault(path);
}

/// <summary>One file as it is served.</summary>
/// <param name="Path">From the root; <c>/</c> for the first page.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="ContentType">What it is.</param>
/// <param name="Tag">Hash of the content, quoted, as the header <c>ETag</c> has it.</param>
/// <param name="IsForEver">Its name changes with its content.</param>
internal sealed record SiteFile(string Path, byte[] Content, string ContentType, string Tag, bool IsForEver)
{
    /// <summary>Name of the page that is served at <c>/</c>.</summary>
    public const string First = "index.html";

    public static SiteFile Of(string name, byte[] content) => new(
        name == First ? "/" : "/" + name,
        content,
        TypeOf(name),
        string.Create(CultureInfo.InvariantCulture, $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\""),
        name.StartsWith("assets/", StringComparison.Ordinal));

    private static string TypeOf(string name) => System.IO.Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".woff2" => "font/woff2",
        ".json" or ".map" => "application/json",
        ".txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
}
